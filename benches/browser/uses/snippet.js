// What the vendor's documentation has a page do, and no more: the first token in the address, one listener for each iframe,
// and a call of the backend for each request.
export async function open({ place, guest, token, allow = '' }) {
  const iframe = document.createElement('iframe');
  iframe.allow = allow;
  const answer = async (event) => {
    if (event.origin !== guest || event.source !== iframe.contentWindow) return;
    if (event.data?.type !== 'REQUEST_JWT_TOKEN') return;
    const fresh = await token();
    iframe.contentWindow.postMessage({ type: 'JWT_TOKEN_RESPONSE', token: fresh }, guest);
  };
  window.addEventListener('message', answer);
  iframe.src = `${guest}/embed/search?token=${encodeURIComponent(await token())}`;
  place.append(iframe);
  return {
    frame: () => iframe,
    close() {
      window.removeEventListener('message', answer);
      iframe.remove();
    },
  };
}
