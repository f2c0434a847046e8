// Frames and messages of others than the guest: they must get nothing and change nothing.
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

function forged({ timeline, ignoredRequests }) {
  timeline.add('you', 'The page posts REQUEST_JWT_TOKEN to itself.');
  ignoredRequests.beginNewEntries();
  postMessage({ type: 'REQUEST_JWT_TOKEN' }, location.origin);
}

async function flooded({ timeline, ignoredRequests, stage, vitals }) {
  timeline.add('you', `${floodSize.toLocaleString('en')} foreign messages are posted to the page at once.`);
  const current = () => ({ state: stage.embed.state, ...vitals.tallies });
  const before = current();
  const took = await ignoredRequests.pauseDuring(() => flood(floodSize));
  const after = current();
  vitals.count('ignored', floodSize);
  timeline.add('outcome', floodReport(took, before, after));
}

function floodReport(took, before, after) {
  const perThousand = (took / (floodSize / 1000)).toFixed(1);
  const state = before.state === after.state ? `Still ${after.state}` : `${before.state}, then ${after.state}`;
  return `${perThousand} ms per 1,000 messages, delivery included. ${state}: ${after.asked - before.asked} accepted, ${after.sent - before.sent} tokens sent.`;
}

async function toggle({ timeline, attackerFrames, ignoredRequests }, name, address, caption) {
  if (attackerFrames.has(name)) {
    attackerFrames.remove(name);
    timeline.add('you', 'You removed that frame.');
    return false;
  }
  timeline.add('you', `A frame beside the embed loads ${new URL(address).origin}.`);
  ignoredRequests.beginNewEntries();
  await attackerFrames.show(name, address, caption);
  return true;
}
