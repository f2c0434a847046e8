import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Consumer } from './consumer.mjs';

export const APP = 'https://app.test';
export const TENANT = 'https://acme.askwisdom.ai';
export const AUTH = 'https://auth.test';

const TYPES = { js: 'text/javascript', html: 'text/html' };

/** A JWT that nobody verifies here. Without other claims it lives an hour. */
export function token(claims = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'none' })}.${part({ iat, exp: iat + 3600, ...claims })}.c2ln`;
}

// `held` has promises for which the auth server waits before it answers.
const INITIAL = { calls: 0, requests: [], exchanges: 0, status: 200, subject: 'bob', held: {} };

/**
 * Opens a page of an app's folder, whose backend and auth server are answered here and note what they are asked, beside a tenant whose
 * pages ask for nothing.
 */
export async function openRoutedPage(browser, { folder, name, headers = {}, script = () => {} }) {
  const context = await browser.newContext();
  const backend = structuredClone(INITIAL);
  await context.addInitScript(script);
  await context.route(`${TENANT}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Guest</h1>' }));
  await context.route(`${APP}/**`, (route) => serve(route, folder, headers, backend));
  await context.route(`${AUTH}/**`, (route) => exchange(route, backend));
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
  await page.goto(`${APP}/${name}`);
  const reset = () => {
    Object.assign(backend, structuredClone(INITIAL));
    errors.length = 0;
  };
  return { page, backend, errors, reset, close: () => context.close() };
}

/** The same for one test, in which nothing may be reported as an error. */
export async function withRoutedPage(browser, options, use) {
  const opened = await openRoutedPage(browser, options);
  try {
    await use(opened);
    assert.deepEqual(opened.errors, []);
  } finally {
    await opened.close();
  }
}

async function serve(route, folder, headers, backend) {
  const request = route.request();
  const { pathname } = new URL(request.url());
  if (pathname === '/api/wisdom-token') {
    backend.calls += 1;
    backend.requests.push(request.headers());
    // Each token is newer than the last one.
    const iat = Math.floor(Date.now() / 1000) + backend.calls;
    return route.fulfill({ status: backend.status, json: { token: token({ iat, exp: iat + 3600 }) } });
  }
  const contentType = TYPES[pathname.split('.').at(-1)];
  return route.fulfill({ contentType, headers, body: readFileSync(Consumer.file(folder, pathname.slice(1))) });
}

/** An auth server that lets support act as bob, or as whoever is the subject. */
async function exchange(route, backend) {
  const headers = { 'access-control-allow-origin': '*' };
  if (!route.request().url().endsWith('/token')) {
    await backend.held.revocation;
    return route.fulfill({ headers });
  }
  backend.exchanges += 1;
  await backend.held.exchange;
  const claims = { iss: AUTH, azp: 'app', sub: backend.subject, impersonatedBy: 'support', roles: [] };
  return route.fulfill({ headers, json: { access_token: token(claims), expires_in: 900 } });
}
