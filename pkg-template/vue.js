import { computed, defineComponent, getCurrentInstance, h, onBeforeMount, onMounted, onScopeDispose, shallowRef, toHandlerKey, toValue, watch } from 'vue';

import { defineImpersonationBanner } from './banner.js';
import { EmbedStore } from './stores/embed.js';
import { errorView } from './stores/error-view.js';
import { ImpersonationStore } from './stores/impersonation.js';
import { BOX, FILLING, HIDDEN } from './stores/styles.js';

/** The options of an embed, the class of its iframe, and where errors go. */
const PROPS = ['origin', 'view', 'token', 'user', 'timeout', 'mintAhead', 'recover', 'params', 'title', 'allow', 'sandbox', 'referrerPolicy', 'loading', 'iframeClass', 'error'];

const EMITTED = ['ready', 'stateChange', 'tokenRequest', 'tokenSent', 'tokenError', 'closed'];

export function useWisdomEmbed(options) {
  const container = shallowRef(null);
  const store = new EmbedStore();
  watch(
    () => [container.value, { ...toValue(options) }],
    ([element, newest]) => store.update(element, newest),
    { deep: true, flush: 'post' },
  );
  return { container, ...refsOf(store), retry: store.retry };
}

export const WisdomEmbed = /* @__PURE__ */ defineComponent({
  name: 'WisdomEmbed',
  props: PROPS,
  emits: EMITTED,
  setup(props, { emit, expose, slots }) {
    const handlers = Object.fromEntries(EMITTED.map((name) => [toHandlerKey(name), (event) => emit(name, event)]));
    const { container, embed, error, retry } = useWisdomEmbed(() => {
      const { iframeClass: className, error: _, ...options } = props;
      return { ...options, ...handlers, className };
    });
    expose({ embed });
    // With an embed, it may still come to a view.
    const thrown = computed(() => (props.error === 'throw' && !embed.value ? error.value : null));
    watch(thrown, (newest) => {
      if (newest) throw newest;
    });
    const viewOf = (problem) => (slots.error ? slots.error({ error: problem, retry }) : errorView(make, { error: problem, embed: embed.value, retry }));
    // A style attribute in a server's HTML is blocked by a strict policy, and hydration does not set it again. So a server renders none.
    const isStyled = shallowRef(false);
    onMounted(() => {
      isStyled.value = true;
    });
    const styled = (style) => isStyled.value && { style };
    return () => {
      const view = error.value && !thrown.value && viewOf(error.value);
      return h('div', { ...styled(BOX) }, [h('div', { ref: container, ...styled(view ? HIDDEN : FILLING) }), view]);
    };
  },
});

export function useImpersonation(options) {
  const store = new ImpersonationStore();
  const start = () => watch(() => ({ ...toValue(options) }), (newest) => store.update(newest), { deep: true, immediate: true });
  // A server renders, and mounts nothing.
  if (getCurrentInstance()) onMounted(start);
  else start();
  return { ...refsOf(store), end: store.end };
}

export const ImpersonationBanner = /* @__PURE__ */ defineComponent({
  name: 'ImpersonationBanner',
  props: { session: null, label: null, returnTo: null, position: null, collapsed: Boolean },
  emits: ['end', 'ended'],
  setup(props, { emit, slots }) {
    onBeforeMount(defineImpersonationBanner);
    const listeners = { onEnd: (event) => emit('end', event), onEnded: (event) => emit('ended', event) };
    return () => {
      const { session, label, position, returnTo, collapsed } = props;
      const attributes = { position, 'return-to': returnTo, collapsed: collapsed ? '' : undefined };
      // The label comes first: the session is announced by its names.
      return h('impersonation-banner', { '.label': label, '.session': session, ...attributes, ...listeners }, slots.default?.());
    };
  },
});

const make = (tag, props, ...children) => h(tag, props, children);

/** A read-only ref for each part of a store's snapshot. The store ends with the scope that follows it. */
function refsOf(store) {
  const snapshot = shallowRef(store.getSnapshot());
  const unsubscribe = store.subscribe(() => {
    snapshot.value = store.getSnapshot();
  });
  onScopeDispose(() => {
    unsubscribe();
    store.close();
  });
  return Object.fromEntries(Object.keys(snapshot.value).map((name) => [name, computed(() => snapshot.value[name])]));
}
