import 'embed-host/element'; // defines <wisdom-embed>

/** Attributes do as well as properties: origin="https://acme.askwisdom.ai". */
export function connect(element, { origin, user, onState }) {
  element.addEventListener('statechange', ({ detail }) => onState(detail.to));
  Object.assign(element, { origin, user });
}
