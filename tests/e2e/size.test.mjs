import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

/** Mounts into a container of this style, and gives the boxes of both, with what the container has to scroll. */
const boxes = (host, style, options = {}) =>
  host.run(
    ([css, given]) => {
      const container = document.querySelector('#place');
      container.style.cssText = css;
      const { iframe } = stage.mount('embed', given);
      const box = ({ width, height, x, y }) => ({ width, height, x, y });
      return {
        container: box(container.getBoundingClientRect()),
        iframe: box(iframe.getBoundingClientRect()),
        scrolls: container.scrollHeight > container.clientHeight,
      };
    },
    [style, options],
  );

for (const style of [
  'width: 800px; height: 600px',
  'width: 800px; height: 600px; overflow: auto; font-size: 40px; line-height: 2',
  'position: absolute; inset: 10px 20px',
  'display: grid; width: 500px; height: 300px',
  'display: flex; width: 500px; height: 300px',
  'width: 50vw; height: 50vh',
]) {
  scenario(`the frame fills its container: ${style}`, { guests: 'blank' }, async ({ host }) => {
    const { container, iframe, scrolls } = await boxes(host, style);
    assert.deepEqual(iframe, container);
    assert.equal(scrolls, false);
  });
}

scenario('a style sheet overrules how the frame looks', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    const sheet = document.createElement('style');
    sheet.textContent = ':where(.mine) { width: 300px; height: 200px; border: 5px solid }';
    document.head.append(sheet);
  });
  const { iframe } = await boxes(host, 'width: 800px; height: 600px', { className: 'mine' });
  assert.deepEqual([iframe.width, iframe.height], [310, 210]);
});

scenario('a frame that is rebuilt fills its container too', { guests: 'blank' }, async ({ host }) => {
  await boxes(host, 'width: 800px; height: 600px');
  await host.becomes('embed', 'live');
  await host.run(() => stage.embeds.embed.reload());
  const size = await host.run(() => {
    const { width, height } = stage.embeds.embed.iframe.getBoundingClientRect();
    return [width, height];
  });
  assert.deepEqual(size, [800, 600]);
});
