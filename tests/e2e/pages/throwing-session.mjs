// What a host does with an impersonation link, until the session has ended, while a function of the browser throws.
import * as sdk from '/embed-host/impersonation.js';

import { answerBy, craft, run, until } from '/e2e/jobs.mjs';

const server = 'http://localhost:1';
const clientId = 'app';
let life = 600;

answerBy((url) => {
  if (url.endsWith('/revoke')) return {};
  const claims = { iss: server, azp: clientId, impersonatedBy: 'support', roles: ['reader'] };
  return { access_token: craft(claims), refresh_token: 'renewed', expires_in: life };
});

let session;
let taken;
let told;
const seen = { link: 0, ended: 0 };

async function open(options) {
  const opened = await sdk.impersonate({ server, clientId, confirm: () => true, ...options });
  if (!opened) throw new Error('no session');
  if (opened === session) return;
  session = opened;
  session.addEventListener('error', ({ detail }) => told.push(detail.code));
  session.addEventListener('ended', () => {
    if (session === opened) seen.ended += 1;
  });
}

function take() {
  taken = sdk.takeLink();
  if (!taken) throw new Error('no link');
}

/** Another link comes to the open page, and is opened. */
async function another() {
  sdk.onLink(() => (seen.link += 1));
  location.hash = 'refresh_token=another';
  await until(() => seen.link > 0);
  if (seen.link === 0) throw new Error('nobody was told of the link');
  await open();
}

async function renew() {
  const first = await session.accessToken();
  while ((await session.accessToken()) === first) await new Promise(requestAnimationFrame);
}

async function end() {
  seen.ended = 0;
  await session.end();
  if (seen.ended !== 1) throw new Error(`the end was told ${seen.ended} times`);
  if (/refresh_token/.test(location.href)) throw new Error('a link in the address');
}

const JOBS = {
  kept: (options) => [
    ['keep', () => sdk.keepLinks()],
    ['open', () => open(options)],
    ['another', another],
    ['token', () => session.accessToken()],
    ['renew', renew],
    ['end', end],
  ],
  taken: (options) => [
    ['take', take],
    ['given', () => open({ ...options, link: taken })],
    ['end', end],
  ],
};

const steps = ({ job = 'kept', options, step }) =>
  JOBS[job](options).filter(([name]) => name === step || !['another', 'renew'].includes(name));

window.begin = () => open();

/** The page is watched for links until it is left. */
const WATCHERS = [
  'currententrychange of Navigation',
  ...['hashchange', 'load', 'pageshow', 'popstate', 'visibilitychange'].map((type) => `${type} of Window`),
];

window.throwing = async (fault) => {
  told = [];
  // Of three seconds the second half is for a renewal: another try of it comes up to a second later, before the session would be over.
  life = fault.step === 'renew' ? 3 : 600;
  const report = await run(steps(fault), fault, { stays: WATCHERS });
  if (told.length > 0) report.outcome += `, told ${told}`;
  return report;
};
