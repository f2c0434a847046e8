import { EmbedHostError, TokenSource } from 'embed-host';
import { impersonate } from 'embed-host/impersonation';
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/react';
import { Component, createElement, createRef, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';

const retryButton = ({ code }, retry) => createElement('button', { id: 'retry', onClick: retry }, code);

/** An app's error boundary. */
class Boundary extends Component {
  state = { error: null };

  static getDerivedStateFromError = (error) => ({ error });

  render() {
    return this.state.error ? createElement('p', { id: 'caught' }, this.state.error.code) : this.props.children;
  }
}

function Hooked({ hasContainer, ...options }) {
  const { ref, embed, state, error, retry } = useWisdomEmbed(options);
  const shown = createElement('p', { id: 'hooked' }, state, embed ? ' mounted' : '', error && retryButton(error, retry));
  return createElement('section', null, shown, hasContainer && createElement('div', { ref }));
}

function Support({ id, options, words, ...banner }) {
  const { session, status, error, end } = useImpersonation(options);
  const shown = createElement('p', { id, onClick: end }, [status, session?.subject, error?.code].join(' ').trim());
  return createElement('section', null, shown, createElement(ImpersonationBanner, { session, ...banner }, words && createElement('span', { slot: 'end' }, words)));
}

const root = createRoot(document.querySelector('#app'));
const ref = createRef();

let number = 0;

const render = (...elements) =>
  root.render(createElement(StrictMode, null, createElement('h2', null, 'The rest of the app'), createElement(Boundary, { key: number }, ...elements)));

// What both frameworks' pages let a test do.
window.app = {
  EmbedHostError,
  TokenSource,
  show: (props, { withError } = {}) => render(createElement(WisdomEmbed, { ref, ...(withError && { error: retryButton }), ...props })),
  impersonate,
  hook: (options, { hasContainer = true } = {}) => render(createElement(Hooked, { hasContainer, ...options })),
  support: (options, banner, ids = ['support']) => render(...ids.map((id) => createElement(Support, { key: id, id, options, ...banner }))),
  hydrate: (props) => {
    const element = createElement(StrictMode, null, createElement(WisdomEmbed, { ref, ...props }), createElement(ImpersonationBanner, { session: null }));
    const container = document.querySelector('#rendered');
    container.innerHTML = renderToString(element);
    const hydrated = hydrateRoot(container, element);
    window.app.unmount = () => hydrated.unmount();
  },
  leave: () => {
    number += 1;
    render();
    window.app.unmount?.();
  },
  embed: () => ref.current,
};
