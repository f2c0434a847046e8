// Sets the page up: signs somebody in, mounts the embed, and connects the buttons.
import { Account } from './account.js';
import { readConfig, whoIsSignedIn } from './backend.js';
import { connectControls } from './control.js';
import { IgnoredRequests } from './ignored-requests.js';
import { Life } from './life.js';
import { reportPageEvents } from './page-events.js';
import { Stage } from './stage.js';
import { offerSnapshot } from './snapshot-dialog.js';
import { StandIn } from './stand-in.js';
import { AttackerFrames } from './attacker-frames.js';
import { Timeline } from './timeline.js';
import { UserSwitch } from './user-switch.js';
import { Vitals } from './vitals.js';

const element = (id) => document.getElementById(id);
const control = (name) => document.querySelector(`[data-control="${name}"]`);

async function start() {
  const timeline = new Timeline({ list: element('entries'), latest: element('latest'), announcer: element('announcer') });
  addEventListener('unhandledrejection', ({ reason }) => timeline.add('error', `This page failed: ${reason?.message ?? 'unknown'}`));
  reportPageEvents(timeline);

  const config = await readConfig();
  element('host-origin').textContent = location.origin;
  element('guest-origin').textContent = config.wisdom;
  for (const part of document.querySelectorAll('[data-needs="stand-in"]')) part.hidden = !config.standIn;

  const demo = assemble(timeline, config);
  await demo.standIn?.mend();
  await welcome(demo);
  connectControls(document, demo);
}

function assemble(timeline, config) {
  const meter = { meter: element('life'), fill: element('life-fill'), mark: element('life-mark'), left: element('life-left'), of: element('life-of') };
  const life = new Life(meter, () => stage.embed?.snapshot().life ?? null);
  const vitals = new Vitals(vitalParts(), life);
  const stage = new Stage(element('stage'), config.wisdom, { timeline, life, vitals });
  const account = new Account(element('account'));
  const users = new UserSwitch(element('users-label'), document.querySelectorAll('[data-user]'), account, (user) => {
    signedIn(user, stage, timeline);
  });
  return {
    config, timeline, vitals, stage, users,
    standIn: config.standIn ? new StandIn(config.wisdom, (on) => { control('outage').ariaPressed = String(on); }) : null,
    showSnapshot: offerSnapshot({ dialog: element('snapshot'), text: element('snapshot-text'), copy: element('snapshot-copy') }),
    attackerFrames: new AttackerFrames(element('attacker-frames'), { hostile: control('hostile'), sibling: control('sibling') }),
    ignoredRequests: new IgnoredRequests(stage, config.wisdom, { timeline, vitals }),
  };
}

function vitalParts() {
  const tallies = Object.fromEntries(['asked', 'sent', 'ignored', 'errors'].map((name) => [name, element(`tally-${name}`)]));
  return { chip: element('state'), stage: element('stage'), placeholder: element('placeholder'), fetching: element('fetching'), tallies };
}

function signedIn(user, stage, timeline) {
  if (stage.embed.state === 'closed') {
    timeline.add('signed in', `You signed in as ${user}. The embed is closed, so another one is mounted.`);
    stage.mount(user);
    return;
  }
  timeline.add('signed in', `You signed in as ${user}: what the last user saw goes at once.`, `embed.switchUser({ token, user: '${user}' })`);
  // If it does not load, events report why.
  stage.switchTo(user).catch(() => {});
}

async function welcome({ users, stage, timeline }) {
  const user = await whoIsSignedIn();
  if (user === null) {
    await users.signIn('alice');
    timeline.add('signed in', 'Nobody was signed in, so this page signed alice in for you. Switch to bob at the top.');
  } else {
    users.show(user);
    timeline.add('signed in', `${user} is still signed in from the last visit.`);
  }
  stage.mount(users.latest);
}

start();
