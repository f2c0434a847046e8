/** Adds a banner with a session of the page's own, which is in `window.session`. */
export const add = (host, given = {}, session = {}) =>
  host.run(([properties, of]) => {
    const banner = elements.watch(document.createElement('impersonation-banner'));
    document.body.prepend(banner);
    Object.assign(banner, properties);
    window.session = new elements.Session(of);
    banner.session = window.session;
  }, [given, session]);

/** The banner, as a screen reader finds it. */
export const banner = (page) => page.getByRole('region', { name: 'Impersonation' });

/** What is to be seen in it. What is announced is at its end. Between two buttons WebKit reads no space. */
export async function text(page) {
  const announced = await banner(page).getByRole('status').textContent();
  const whole = (await banner(page).innerText()).replace(/\s+/g, ' ').trim();
  return announced ? whole.replace(announced, '').trim() : whole;
}
