// Shows the code that an app writes. The token callback is the file that this page runs.

export function offerCode({ button, dialog, provider }) {
  button.addEventListener('click', async () => {
    dialog.showModal();
    const response = await fetch('wisdom-token.js');
    provider.textContent = (await response.text()).trim();
  });
}
