// Whoever is not the guest: frames and messages that must get nothing and change nothing.
import { flood } from '../flood.js';
import { guestAsks } from './scene.js';

const floodSize = 10_000;

export function attackerControls(demo) {
  return {
    hostile: () => toggle(demo, 'hostile', `${demo.config.attacker}/hostile`, 'Hostile frame: asks, and shows what it got'),
    sibling: () => sibling(demo),
    forged: () => forged(demo),
    flood: () => flooded(demo),
  };
}

async function sibling(demo) {
  const shown = await toggle(demo, 'sibling', `${demo.config.wisdom}/embed/search`, 'Sibling frame: the tenant’s page, not mounted by the SDK');
  if (shown) await guestAsks(demo, { tokensent: 'Both frames asked. Only the mounted one was answered.' });
}

function forged({ timeline, onlooker }) {
  timeline.add('you', 'The page posts REQUEST_JWT_TOKEN to itself.');
  onlooker.startAfresh();
  postMessage({ type: 'REQUEST_JWT_TOKEN' }, location.origin);
}

async function flooded({ timeline, onlooker, stage, vitals }) {
  timeline.add('you', `${floodSize.toLocaleString('en')} foreign messages are posted to the page at once.`);
  const look = () => ({ state: stage.embed.state, ...vitals.tallies });
  const before = look();
  const took = await onlooker.lookAway(() => flood(floodSize));
  const after = look();
  vitals.count('ignored', floodSize);
  timeline.add('outcome', floodReport(took, before, after));
}

function floodReport(took, before, after) {
  const perThousand = (took / (floodSize / 1000)).toFixed(1);
  const state = before.state === after.state ? `Still ${after.state}` : `${before.state}, then ${after.state}`;
  return `${perThousand} ms per 1,000 messages, delivery included. ${state}: ${after.asked - before.asked} taken up, ${after.sent - before.sent} tokens sent.`;
}

async function toggle({ timeline, attackerFrames, onlooker }, name, address, caption) {
  if (attackerFrames.has(name)) {
    attackerFrames.remove(name);
    timeline.add('you', 'You removed that frame.');
    return false;
  }
  timeline.add('you', `A frame beside the embed loads ${new URL(address).origin}.`);
  onlooker.startAfresh();
  await attackerFrames.show(name, address, caption);
  return true;
}
