// The app that a link leads to: opens it as any app would, and keeps what its sessions say under the test's
// names for them.
import * as sdk from '/embed-host/impersonation.js';

const { melody, melodyClientId } = await (await fetch('/config.json')).json();

const sessions = {};
const events = {};

const usual = () => ({ server: melody, clientId: melodyClientId });

function described(error) {
  const { code, status, retryAfter } = error;
  return {
    code,
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfter }),
    isError: error instanceof sdk.EmbedHostError,
  };
}

function told({ subject, impersonatedBy, roles, active, storage, expiresAt, linkError }) {
  const left = Math.round((expiresAt.getTime() - Date.now()) / 1000);
  const facts = { subject, impersonatedBy, roles: [...roles], active, storage, left };
  return linkError ? { ...facts, linkError: described(linkError) } : facts;
}

function watch(name, session) {
  sessions[name] = session;
  events[name] = [];
  for (const type of ['expiring', 'ended', 'error'])
    session.addEventListener(type, ({ detail }) => events[name].push({ type, ...detail }));
}

/** Opens a session, and tells what came of it: its facts, null, or the error's code. */
async function open(options = {}, name = 'session') {
  try {
    const session = await sdk.impersonate({ ...usual(), ...options });
    if (session && sessions[name] !== session) watch(name, session);
    return session && told(session);
  } catch (error) {
    return described(error);
  }
}

/** A mark (see the recorder) of the access token that a session gives, or the code of the error. */
async function accessToken(name = 'session') {
  try {
    return { mark: window.mark(await sessions[name].accessToken()) };
  } catch (error) {
    return described(error);
  }
}

/** What a call throws or returns. A link it tells by its mark. */
function taken(options) {
  try {
    const link = sdk.takeLink(options);
    return link && { ...link, refreshToken: window.mark(link.refreshToken) };
  } catch (error) {
    return described(error);
  }
}

Object.assign(window, {
  sdk,
  melody,
  landing: { sessions, events, usual, described, told, watch, open, accessToken, taken },
});
