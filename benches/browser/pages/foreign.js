// A frame that has nothing to do with any embed and posts messages to the page, as those of chats and of consent banners do.
window.post = (count) => {
  for (let index = 0; index < count; index += 1) window.parent.postMessage({ type: 'foreign', index }, '*');
};
