// What an app does with its embed: reload it, read its snapshot, close it, mount another one.

export function embedControls({ stage, users, timeline, showSnapshot }) {
  return {
    reload: () => reload(stage, timeline),
    snapshot: () => showSnapshot(stage.embed.snapshot()),
    close: () => {
      const again = stage.embed.state === 'closed';
      timeline.add('you', again ? 'You closed the embed again, which is harmless.' : 'You closed the embed.');
      stage.close();
    },
    mount: () => {
      timeline.add('you', 'You mounted again: an open embed closes, and a new one begins.');
      stage.mount(users.latest);
    },
  };
}

async function reload({ embed }, timeline) {
  timeline.add('you', 'You asked for a new frame. What the old one shows stays until there is a token for it.');
  try {
    await embed.reload();
  } catch (error) {
    timeline.add('outcome', error.code === 'aborted'
      ? 'The embed is closed. Press “Remount”.'
      : `No new frame for now: reload() rejected with ${error.code}.`);
  }
}
