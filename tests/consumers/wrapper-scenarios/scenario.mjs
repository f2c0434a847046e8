/** What the files of scenarios here add to, and the test runs: each with every framework, and version and build of it. */
export const scenarios = [];

/** Adds what is done with a page of a wrapper, by its driver. With `headers`, the page is one of the scenario's own that is served with them. */
export const scenario = (title, use, headers) => scenarios.push({ title, use, headers });
