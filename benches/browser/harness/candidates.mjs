// What is measured beside embed-host. The names are those of the tables; each has a file in `uses` that does the least that a
// page would really do with it.

/** Mount an iframe. `tokens`: these manage the life of a token as embed-host does. */
export const EMBEDS = [
  { name: 'embed-host', use: 'embed-host', tokens: true },
  { name: 'plain snippet', use: 'snippet' },
  { name: '@superset-ui/embedded-sdk', use: 'superset', tokens: true },
  { name: '@looker/embed-sdk', use: 'looker', tokens: true },
  { name: '@thoughtspot/visual-embed-sdk', use: 'thoughtspot', tokens: true },
  { name: 'amazon-quicksight-embedding-sdk', use: 'quicksight' },
  { name: 'powerbi-client', use: 'powerbi' },
  { name: 'penpal', use: 'penpal' },
];

/** Open links, or sign in. */
export const LINKS = [
  { name: 'embed-host/impersonation', use: 'impersonation' },
  { name: 'oidc-client-ts', use: 'oidc' },
  { name: '@melody-auth/web', use: 'melody' },
];

export const EMPTY = { name: 'an empty module', use: 'empty' };
export const HAND_WRITTEN = { name: 'hand-written listener', use: 'hand-written' };

/** How often what takes many seconds is measured. */
const ROUNDS_OF_MANY = 3;

/** What a page with so many embeds is called, and in how many rounds it is measured. */
export const manyEmbeds = (embeds, rounds) => ({
  condition: embeds === 1 ? '1 embed' : `${embeds} embeds`,
  rounds: embeds < 100 ? rounds : Math.min(rounds, ROUNDS_OF_MANY),
});
