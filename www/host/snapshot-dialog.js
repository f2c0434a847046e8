// Shows the embed's snapshot, and copies it: what a support ticket needs, with nothing secret in it.

export function offerSnapshot({ dialog, text, copy }) {
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.textContent);
    copy.textContent = 'Copied';
  });
  return (snapshot) => {
    text.textContent = JSON.stringify(snapshot, null, 2);
    copy.textContent = 'Copy';
    dialog.showModal();
  };
}
