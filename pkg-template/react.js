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
  const isStyled = useIsStyled();
  // With an embed, it may still come to a view.
  if (error && !embed && ownView === 'throw') throw error;
  const view = error && (typeof ownView === 'function' ? ownView(error, retry) : errorView(make, { error, embed, retry }));
  const container = createElement('div', { ref, style: isStyled ? (view ? HIDDEN : FILLING) : undefined });
  return createElement('div', { ...attributes, style: isStyled ? { ...BOX, ...style } : style }, container, view);
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

export const ImpersonationBanner = /* @__PURE__ */ forwardRef(function ImpersonationBanner(props, outerRef) {
  const { session, label, returnTo, position, collapsed = false, onEnd, onEnded, className, ...attributes } = props;
  const banner = useRef(null);
  useImperativeHandle(outerRef, () => banner.current, []);
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
    // React 18 sets nothing but attributes of a custom element. The label comes first: the session is announced by its names.
    Object.assign(banner.current, { label, session });
  });
  // React 18 and 19 set a boolean in different ways, and the user may change it.
  useEffect(() => {
    banner.current.toggleAttribute('collapsed', collapsed);
  }, [collapsed]);
  return createElement('impersonation-banner', { ...attributes, ref: banner, class: className, position, 'return-to': returnTo });
});

const make = (tag, { class: className, ...props }, ...children) => createElement(tag, { className, ...props }, ...children);

/** A style attribute in a server's HTML is blocked by a strict policy, and hydration does not set it again. So a server renders none. */
const useIsStyled = () => useSyncExternalStore(subscribeToNothing, () => true, () => false);

const subscribeToNothing = () => () => {};

const useStore = (store) => useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);

/** The attributes of the container, and the options of the embed: everything else, so that one that does not exist is an error. */
function parted(props) {
  const isAttribute = ([name]) => name === 'id' || name === 'className' || name.includes('-');
  const entries = Object.entries(props);
  return [entries.filter(isAttribute), entries.filter((entry) => !isAttribute(entry))].map(Object.fromEntries);
}
