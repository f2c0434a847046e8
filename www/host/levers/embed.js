// What an app does to its embed: close it, mount another.

export function embedLevers({ stage, people, timeline }) {
  return {
    close: () => {
      const again = stage.embed.state === 'closed';
      timeline.add('you', again ? 'You closed the embed again, which is harmless.' : 'You closed the embed.');
      stage.close();
    },
    mount: () => {
      timeline.add('you', 'You mounted again: an embed that is open closes, a new one begins.');
      stage.mount(people.latest);
    },
  };
}
