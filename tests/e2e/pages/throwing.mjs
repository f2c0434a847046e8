// What a host does with an embed, from `mount` to `close`, while a function of the browser throws.
import { TokenSource, attach, mount } from '/embed-host/index.js';

import { answerBy, craft, run, until } from '/e2e/jobs.mjs';

const { wisdom } = await (await fetch('/config.json')).json();
answerBy(() => ({ token: craft() }));

/** What the guests have posted. */
const mail = [];
addEventListener('message', ({ data, source }) => mail.push({ data, source }));

const TOKENS = {
  callback: () => craft(),
  url: '/token',
  request: { url: '/token', method: 'POST', headers: () => ({ 'x-page': '1' }) },
};

const place = document.querySelector('#place');
let embed;
let iframe;
let told;
let fences = 0;

const guest = () => embed.iframe.contentWindow;
const heard = (data) => mail.filter((one) => one.data === data && one.source === guest()).length;

function watch(opened) {
  embed = opened;
  embed.addEventListener('tokenerror', ({ detail }) => told.push(detail.error));
}

const options = (token) => ({
  origin: wisdom,
  token: TOKENS[token],
  user: 'alice',
  signal: new AbortController().signal,
});

/** The page's own iframe shows a guest before it is attached. */
async function framed() {
  iframe = document.createElement('iframe');
  iframe.src = `${wisdom}/embed/search`;
  const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve, { once: true }));
  place.append(iframe);
  await loaded;
}

/** The guest asks, and asks once more if it has not been answered though all that was on its way has arrived. */
async function ask() {
  const before = heard('answered');
  const isAnswered = () => heard('answered') > before;
  guest().postMessage('ask', '*');
  await arrives();
  if (isAnswered()) return;
  guest().postMessage('ask', '*');
  await until(isAnswered);
  if (!isAnswered()) throw new Error('no answer');
}

/** A message to the guest comes back: what was posted before has arrived. */
async function arrives() {
  const fence = `fence ${(fences += 1)}`;
  guest().postMessage(fence, '*');
  await until(() => heard(fence));
}

const reload = () => embed.reload();
const close = () => embed.close();

const JOBS = {
  mounted: (token) => [
    ['mount', () => watch(mount('#place', { ...options(token), view: 'search', params: new URLSearchParams('a=b'), title: 'View' }))],
    ['load', () => embed.ready, reload],
    ['reload', reload],
    ['switch', () => embed.switchUser({ token: TOKENS[token], user: 'bob' }), reload],
    ['ask', ask],
    ['close', close],
  ],
  attached: (token) => [
    ['frame', framed],
    ['attach', () => watch(attach(iframe, options(token)))],
    ['reload', reload],
    ['ask', ask],
    ['close', close],
    ['unframe', () => iframe.remove()],
  ],
  shared: () => [
    [
      'mount',
      () => watch(mount(place, { ...options(), token: new TokenSource('/token', { user: 'alice' }), view: { path: '/embed/x?y=z' }, params: { a: 'b' } })),
    ],
    ['load', () => embed.ready, reload],
    ['parameters', () => checkParameters()],
    ['close', close],
  ],
};

/** None of the parameters was lost on the way. */
function checkParameters() {
  const { searchParams } = new URL(embed.iframe.src);
  if (searchParams.get('a') !== 'b' || searchParams.get('y') !== 'z') throw new Error('a parameter is missing');
}

/** The steps of a job: those that it consists of, and the one with the fault. */
const steps = ({ job = 'mounted', token = 'callback', step }) =>
  JOBS[job](token).filter(([name]) => name === step || !['reload', 'switch'].includes(name));

window.throwing = (fault) => {
  told = [];
  faults.replaceGuests(fault.path.startsWith('faults.guest'));
  return run(steps(fault), fault, { from: 'frame', told });
};
