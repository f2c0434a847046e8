import { TokenSource, mount } from 'embed-host';

/** What several embeds of a page have in common. */
export const share = (token) => new TokenSource(token);

export function open({ place, guest, token, allow }) {
  const embed = mount(place, { origin: guest, view: 'search', token, allow });
  return { frame: () => embed.iframe, close: () => embed.close() };
}
