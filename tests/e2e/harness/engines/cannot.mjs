// What an engine cannot do under automation, by the name of the test and with the reason. Nothing else is skipped, and a test that
// is listed and could run is a fault: `EMBED_HOST_TRY_LISTED=1` runs those that are listed. Alone, as the one place for it.

const PRERENDER = 'it prerenders no page';

const PRERENDERED = {
  'while a page is prerendered nothing is exchanged, asked or minted, and all of it when somebody sees it': PRERENDER,
};

const LONG_FRAMES = {
  "the browser's entry of a load event that takes long names the iframe, and not by its address":
    'it has no Long Animation Frames API',
};

const all = (reason, ...names) => Object.fromEntries(names.map((name) => [name, reason]));

export const CANNOT = {
  chromium: {},
  firefox: {
    ...PRERENDERED,
    ...LONG_FRAMES,
    ...all(
      'its `moveBefore` loads a frame in a shadow tree anew',
      'an element that is moved with moveBefore keeps the document in its frame',
    ),
  },
  webkit: {
    ...PRERENDERED,
    ...LONG_FRAMES,
    ...all('it has no `Symbol.dispose` yet', 'an embed is disposed of as it is closed'),
    ...all(
      'it has no `moveBefore` yet',
      'an element that is moved with moveBefore keeps its embed, and its guest is served',
      'an element that is moved with moveBefore keeps the document in its frame',
    ),
    ...all(
      'it has no Navigation API yet',
      'a link that a router puts back is gone at once: query',
      'a link that a router puts back is gone at once: hash',
      'a link that a router puts back is gone at once: hash route',
      'a malformed link that a router puts back is told of once',
      'where a policy forbids WebAssembly, a router does not bring the link back either',
      'a router that puts the link back for ever wins after some rounds: at once',
      'a router that puts the link back for ever wins after some rounds: a moment later',
    ),
  },
};
