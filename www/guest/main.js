// The guest: a small dashboard that behaves as the vendor documents its embedded pages.

import { listenForCommands } from './commands.js';
import { Pulse } from './pulse.js';
import { Refresh } from './refresh.js';
import { loadReport } from './report.js';
import { Session } from './session.js';
import { View } from './view.js';

const UPDATE_EVERY = 250;
const LOAD_EVERY = 1000;

const view = new View(document);
const pulse = new Pulse(document.getElementById('pulse'));
const session = new Session(new URL(location.href));
const refresh = new Refresh(window.parent, (token) => {
  const adopted = session.adopt(token);
  update();
  return adopted;
});

function update() {
  const now = Date.now();
  refresh.update(now, session.remaining(now));
  view.show(session, refresh, now);
}

async function load() {
  const { token } = session;
  const { outcome, report } = session.remaining(Date.now()) > 0 ? await loadReport(token) : { outcome: 'missed' };
  if (outcome === 'refused') session.refuse(token);
  if (outcome === 'ok') view.showReport(report);
  pulse.beat(outcome);
  update();
}

update();
load();
setInterval(update, UPDATE_EVERY);
setInterval(load, LOAD_EVERY);
listenForCommands((times) => {
  refresh.ask(Date.now(), times);
  update();
});
