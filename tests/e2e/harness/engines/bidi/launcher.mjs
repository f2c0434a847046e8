#!/usr/bin/env node
// What Playwright takes for the browser: it tells where the browser's relay is, and ends with it. It is a program, which is why it
// is alone. The browser itself is started by the harness, which talks to it as well.
import { WebSocket } from 'ws';

const { EMBED_HOST_RELAY } = process.env;

const relay = new WebSocket(`${EMBED_HOST_RELAY}/launcher`);
relay.on('open', () => console.log(`WebDriver BiDi listening on ${EMBED_HOST_RELAY}`));
relay.on('close', () => process.exit());
relay.on('error', () => process.exit(1));
