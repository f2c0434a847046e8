// What a server renders, with the modules as a server loads them: prints the markup of both frameworks.
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/react';
import * as vueEntry from 'embed-host/vue';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVueToString } from 'vue/server-renderer';

// What is not read on a server may be as wrong as it likes.
const props = { id: 'box', style: { height: '40rem' }, origin: 'nowhere', view: 'search', token: '/api/wisdom-token' };
const support = { server: 'https://auth.example.com', clientId: 'app' };
const banner = { session: null, position: 'bottom', returnTo: '/admin', label: () => 'Bob' };

function Hooks() {
  const { ref, embed, state, error } = useWisdomEmbed({ ...props });
  const { session, status } = useImpersonation(support);
  return createElement('p', { ref }, JSON.stringify([embed, state, error, session, status]));
}

const hooks = {
  setup() {
    const { container, embed, state, error } = vueEntry.useWisdomEmbed({ ...props });
    const { session, status } = vueEntry.useImpersonation(support);
    return () => h('p', { ref: container }, JSON.stringify([embed.value, state.value, error.value, session.value, status.value]));
  },
};

const react = [createElement(WisdomEmbed, props), createElement(ImpersonationBanner, banner), createElement(Hooks)];
const vue = [h(vueEntry.WisdomEmbed, props), h(vueEntry.ImpersonationBanner, banner), h(hooks)];
console.log(
  JSON.stringify({
    react: react.map((element) => renderToString(element)),
    vue: await Promise.all(vue.map((element) => renderVueToString(createSSRApp({ render: () => element })))),
  }),
);
