// Each panel of this page is live, and shows the files that it runs.
import { showWhoseSession } from './banner.js'; // first: it takes a link out of the address
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readConfig, signIn, whoIsSignedIn } from '../backend.js';
import { Analytics } from './analytics.jsx';
import { showAnalytics } from './calls.js';
import { offerCopy, read, showFile } from './code.js';
import { connect } from './element.js';
import { openSupportLink } from './support-link.js';

const element = (id) => document.getElementById(id);

const say = (sentence) => {
  element('announcer').textContent = sentence;
};

/** What a panel says of its embed, or of its session. */
const chip = (panel) => (state) => {
  const shown = element(panel).querySelector('.chip');
  shown.textContent = state;
  shown.dataset.state = state;
};

function report(error) {
  element('trouble').textContent = `This page failed: ${error.message}`;
  element('trouble').hidden = false;
}

async function start() {
  offerCopy(element('install-copy'), element('install'), (done) => say(`The command ${done}`));
  await Promise.all([...document.querySelectorAll('[data-file]')].map((figure) => showFile(figure, say)));
  const config = await readConfig();
  await Promise.all([showEmbeds(config), showBanner(config)]);
}

async function showEmbeds({ wisdom: origin }) {
  const user = (await whoIsSignedIn()) ?? (await signInAs('alice'));
  const given = (panel) => ({ origin, user, onState: chip(panel) });
  showAnalytics(element('calls-place'), given('calls'));

  element('element-place').innerHTML = await read('element.html');
  connect(document.querySelector('wisdom-embed'), given('element'));

  createRoot(element('react-place')).render(createElement(StrictMode, null, createElement(Analytics, given('react'))));
}

async function signInAs(user) {
  await signIn(user);
  return user;
}

async function showBanner({ melody: server, melodyClientId: clientId, melodyStandIn }) {
  const button = element('open-link');
  button.hidden = !melodyStandIn;
  button.addEventListener('click', () => openSupportLink('Alice Archer').catch(showProblem));
  await showWhoseSession({ server, clientId, onSession: showSession, onProblem: showProblem });
}

function showSession(session) {
  const isActive = Boolean(session?.active);
  chip('banner')(isActive ? 'active' : 'no session');
  element('acting').textContent = isActive
    ? 'This page is in the session of somebody else. The banner says whose, by whom it was opened and for how long, and ends it.'
    : 'Nobody acts as somebody else. Open a link as support staff do, and watch the top of the page.';
  element('open-link').disabled = isActive;
  document.body.toggleAttribute('data-acting', isActive);
  element('link-problem').hidden = true;
}

function showProblem(error) {
  element('link-problem').textContent = `The link was not opened: ${error.message}`;
  element('link-problem').hidden = false;
}

addEventListener('unhandledrejection', ({ reason }) => report(reason));
start().catch(report);
