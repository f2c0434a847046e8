'use client';

import { createElement, forwardRef, useEffect, useImperativeHandle, useRef, useState, useSyncExternalStore } from 'react';

import { defineImpersonationBanner } from './banner.js';
import { EmbedStore } from './stores/embed.js';
import { errorView } from './stores/error-view.js';
import { ImpersonationStore } from './stores/impersonation.js';
import { BOX, FILLING, HIDDEN } from './stores/styles.js';

export function useWisdomEmbed(options) {
  const [store] = useState(() => new EmbedStore());
  const [container, ref] = useState(null);
  const { embed, state, error } = useStore(store);
  useEffect(() => {
    store.update(container, options);
  });
  useEffect(() => store.close, [store]);
  return { ref, embed, state, error, retry: store.retry };
}

export const WisdomEmbed = /* @__PURE__ */ forwardRef(function WisdomEmbed({ error: ownView, style, iframeClassName, ...props }, outerRef) {
  const [attributes, options] = parted(props);
  const { ref, embed, error, retry } = useWisdomEmbed({ ...options, className: iframeClassName });
  useImperativeHandle(outerRef, () => embed, [embed]);
  // With an embed, it may still come to a view.
  if (error && !embed && ownView === 'throw') throw error;
  const view = error && (typeof ownView === 'function' ? ownView(error, retry) : errorView(make, { error, embed, retry }));
  return createElement('div', { ...attributes, style: { ...BOX, ...style } }, createElement('div', { ref, style: view ? HIDDEN : FILLING }), view);
});

export function useImpersonation(options) {
  const [store] = useState(() => new ImpersonationStore());
  const { session, status, error } = useStore(store);
  useEffect(() => {
    store.update(options);
  });
  useEffect(() => store.close, [store]);
  return { session, status, error, end: store.end };
}

export function ImpersonationBanner({ session, label, returnTo, position, collapsed, onEnd, onEnded, id, className }) {
  const banner = useRef(null);
  const newest = useRef(null);
  useEffect(() => {
    const { current } = banner;
    const listen = (event) => newest.current[event.type]?.(event);
    const types = ['end', 'ended'];
    defineImpersonationBanner();
    types.forEach((type) => current.addEventListener(type, listen));
    return () => types.forEach((type) => current.removeEventListener(type, listen));
  }, []);
  useEffect(() => {
    newest.current = { end: onEnd, ended: onEnded };
    // React 18 sets nothing but attributes of a custom element.
    Object.assign(banner.current, { session, label });
  });
  const attributes = { id, class: className, position, 'return-to': returnTo, collapsed: collapsed ? '' : undefined };
  return createElement('impersonation-banner', { ref: banner, ...attributes });
}

const make = (tag, { class: className, ...props }, ...children) => createElement(tag, { className, ...props }, ...children);

const useStore = (store) => useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);

/** The attributes of the container, and the options of the embed: everything else, so that one that does not exist is an error. */
function parted(props) {
  const isAttribute = ([name]) => name === 'id' || name === 'className' || name.includes('-');
  const entries = Object.entries(props);
  return [entries.filter(isAttribute), entries.filter((entry) => !isAttribute(entry))].map(Object.fromEntries);
}
