// What an engine cannot do under automation, by the name of the test and with the reason. Nothing else is skipped, and a test that
// is listed and could run is a fault: `EMBED_HOST_TRY_LISTED=1` runs those that are listed. Alone, as the one place for it.

const PRERENDER = 'it prerenders no page';

const PRERENDERED = {
  'while a page is prerendered nothing is exchanged, asked or minted, and all of it when somebody sees it': PRERENDER,
};

export const CANNOT = {
  chromium: {},
  firefox: { ...PRERENDERED },
  webkit: { ...PRERENDERED },
};
