// What the pages have in common in which functions of the browser throw (harness/faults.mjs).
import { EmbedHostError } from '/embed-host/error.js';

const BOUND = 4_000;

const nextFrame = () => new Promise(requestAnimationFrame);

/** Waits, but not for ever: what is missing then shows in what comes next. */
export async function until(holds) {
  const end = performance.now() + BOUND;
  while (!holds() && performance.now() < end) await nextFrame();
}

/** What a call comes to, or an error when it takes too long. */
const within = (call) =>
  new Promise((resolve, reject) => {
    AbortSignal.timeout(BOUND).onabort = () => reject(new Error('it never ends'));
    Promise.try(call).then(resolve, reject);
  });

/** The calls of `fetch` that have not been answered. */
const calls = new Set();

/** Answers the package's calls by `answer(url)`, which gives what JSON says. */
export function answerBy(answer) {
  window.fetch = async (url, { signal } = {}) => {
    const call = {};
    calls.add(call);
    try {
      await Promise.resolve();
      signal?.throwIfAborted();
      return new Response(JSON.stringify(answer(String(url))));
    } finally {
      calls.delete(call);
    }
  };
}

/** What there is on the page that a job may leave behind. */
const remains = () => [
  ...faults.listeners(),
  ...Array.from(document.querySelectorAll('iframe'), () => 'an iframe'),
  ...Array.from(window.timers, () => 'a timer'),
  ...Array.from(calls, () => 'a call'),
  ...[localStorage, sessionStorage].flatMap(Object.keys).map((key) => `${key} in a storage`),
  ...Object.getOwnPropertySymbols(window).map(String),
];

function more(before, after) {
  const left = [...after];
  for (const one of before) if (left.includes(one)) left.splice(left.indexOf(one), 1);
  return left;
}

/** An error of the package by its code; any other, or one with the browser's words, by what is wrong with it. */
function told(error) {
  if (!(error instanceof EmbedHostError)) return `no EmbedHostError: ${error}`;
  return error.message.includes(faults.MARK) ? `the browser's words: ${error.message}` : error.code;
}

/** What a job has come to. */
class Report {
  outcome = 'done';
  fired = false;
  problems = [];

  /** What was thrown by a step, or told by an event. */
  tell(error, isFaulty = true) {
    if (!isFaulty || this.outcome !== 'done') this.problems.push(String(told(error)));
    else this.outcome = told(error);
  }
}

/**
 * Does a job of steps `[name, act, again]`, with a fault in one of them. A step that fails is done once more without the fault, by
 * `again` or as before. Tells what was thrown, what went wrong, and what is left behind that was not there when `from` was done, and
 * does not belong to what `stays`.
 */
export async function run(steps, fault, { from, stays = [], told: events = [] } = {}) {
  const report = new Report();
  let before = [...remains(), ...stays];
  for (const [name, act, again = act] of steps) {
    await step(report, { act, again, fault: name === fault.step && fault });
    if (name === from) before = remains();
  }
  await until(() => more(before, remains()).length === 0);
  report.left = more(before, remains());
  report.problems.push(...faults.errors.splice(0));
  if (events.length > 0) report.outcome += `, told ${events.map(told)}`;
  return { ...report };
}

async function step(report, { act, again, fault }) {
  if (fault) faults.arm(fault);
  try {
    await within(act);
    if (fault) report.fired = faults.disarm();
  } catch (error) {
    report.tell(error, Boolean(fault));
    if (fault) report.fired = faults.disarm();
    await within(again).catch((second) => report.problems.push(`once more: ${told(second)}`));
  }
}

let issued = Math.floor(Date.now() / 1000);

/** Something in the form of a token, issued a second after the one before. Nobody signed it. */
export function craft(claims = {}) {
  issued += 1;
  const part = (value) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const parts = [{ alg: 'RS256' }, { sub: 'alice', iat: issued, exp: issued + 600, ...claims }].map(part);
  return [...parts, 'c2ln'].join('.');
}
