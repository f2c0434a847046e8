// The least that a page can do with a message and be as careful as embed-host: one listener for all embeds, the window looked
// up by identity, then the exact origin, then the payload's own `type`.
const guests = new WeakMap();

let listening = false;

function listen() {
  if (listening) return;
  listening = true;
  window.addEventListener('message', (event) => {
    const guest = guests.get(event.source);
    if (!guest || event.origin !== guest.origin) return;
    const { data } = event;
    if (Object(data) !== data || !Object.hasOwn(data, 'type') || data.type !== 'REQUEST_JWT_TOKEN') return;
    guest.answer(event.source);
  });
}

export async function open({ place, guest, token }) {
  const iframe = document.createElement('iframe');
  iframe.src = `${guest}/embed/search?token=${encodeURIComponent(await token())}`;
  place.append(iframe);
  const answer = async (source) => source.postMessage({ type: 'JWT_TOKEN_RESPONSE', token: await token() }, guest);
  guests.set(iframe.contentWindow, { origin: guest, answer });
  listen();
  return { frame: () => iframe, close: () => iframe.remove() };
}
