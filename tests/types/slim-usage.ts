// How embed-host/slim is meant to be used. It is compiled and never run.
import { mount as inlineMount } from 'embed-host';
import { attach, Embed, EmbedHostError, impersonate, Impersonation, init, keepLinks, mount, onLink, takeLink, TokenSource } from 'embed-host/slim';
import type { EmbedOptions, ErrorCode, ImpersonationLink, InitOptions, ModuleSource } from 'embed-host/slim';

export const sameFunction: typeof inlineMount = mount;
export const everything = [attach, Embed, EmbedHostError, impersonate, Impersonation, keepLinks, onLink, takeLink, TokenSource];
export type Everything = [EmbedOptions, ErrorCode, ImpersonationLink];

const bytes = new Uint8Array(8);

export const everySource: ModuleSource[] = [
  '/vendor/embed-host.wasm',
  new URL('https://app.example.com/embed-host.wasm'),
  new Response(bytes),
  bytes,
  bytes.buffer,
  new DataView(bytes.buffer),
  new WebAssembly.Module(bytes),
];

export const everyOption: InitOptions[] = [{}, { takeLink: true }, { takeLink: false }];

export async function starting(): Promise<void> {
  for (const source of everySource) await init(source);
  for (const options of everyOption) await init('/embed-host.wasm', options);
  await init(fetch('/embed-host.wasm'), {});
  await init(WebAssembly.compileStreaming(fetch('/embed-host.wasm')));
  (await init('/embed-host.wasm')) satisfies void;
}

// @ts-expect-error: there is no default
init();
// @ts-expect-error: an option that does not exist
init('/embed-host.wasm', { takelink: true });
