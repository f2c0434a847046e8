// What several controls need: an embed that can react, a guest that asks, and a sentence about the outcome.

const ends = ['tokensent', 'tokenerror', 'closed'];

/** Whether the embed answers its guest. If not, the timeline says why the control does nothing. */
export function canServe({ stage, timeline }) {
  if (stage.serving) return true;
  timeline.add('outcome', stage.embed.state === 'refused'
    ? 'The embed is refused, so the SDK calls the backend no more. Sign in as alice or bob first.'
    : 'The embed is closed, so it does not react. Press “Remount” first.');
  return false;
}

/** Makes the guest ask for a token. `outcomes` has a sentence for each event that can end the request. */
export async function guestAsks(demo, outcomes) {
  if (!canServe(demo)) return;
  const ended = endOfRequest(demo.stage.embed);
  if (!(await demo.standIn.commandGuests({ command: 'ask' }))) {
    await demo.standIn.mend();
    demo.timeline.add('outcome', 'There is no guest page that could ask. “Reload” brings it back.');
    return;
  }
  const sentence = outcomes[await ended];
  if (sentence) demo.timeline.add('outcome', sentence);
}

/** Makes the guest navigate. Resolves with true once its frame has loaded the new page. */
export async function guestGoes(demo, command) {
  if (!canServe(demo)) return false;
  const { iframe } = demo.stage.embed;
  const arrived = new Promise((resolve) => iframe.addEventListener('load', () => resolve(true), { once: true }));
  if (await demo.standIn.commandGuests(command)) return arrived;
  demo.timeline.add('outcome', 'There is no guest page that could navigate. “Reload” brings it back.');
  return false;
}

function endOfRequest(embed) {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const settle = ({ type }) => {
      heard.abort();
      resolve(type);
    };
    for (const type of ends) embed.addEventListener(type, settle, { signal: heard.signal });
  });
}
