import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { required } from '../../environment.mjs';
import { freePort } from '../../free-port.mjs';
import { openNames } from './names.mjs';

const browser = required('WEBKIT_BROWSER', "WebKitGTK's MiniBrowser");
const driver = required('WEBKIT_DRIVER', 'WebKitWebDriver');
const xvfb = required('XVFB', 'the X server without a screen');
const xdotool = required('XDOTOOL', 'the program that presses keys on a display');

const LOOK_AGAIN_AFTER = 20;
const PATIENCE = 60_000;

const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function run(program, args, env = {}, stdio = ['ignore', 'ignore', 'ignore']) {
  const child = spawn(program, args, { stdio, env: { ...process.env, ...env } });
  children.add(child);
  child.on('error', () => {});
  child.gone = once(child, 'exit').then(() => children.delete(child));
  return child;
}

let display;
let names;

/** The display of this process: WebKitGTK has no mode without windows. Each process has one of its own, for the focus. */
async function openDisplay() {
  const child = run(xvfb, ['-displayfd', '3', '-screen', '0', '2000x1600x24', '-nolisten', 'tcp'], {}, ['ignore', 'ignore', 'ignore', 'pipe']);
  const [number] = await once(child.stdio[3], 'data');
  child.unref();
  child.stdio[3].unref();
  return `:${number.toString().trim()}`;
}

/**
 * A browser with its driver, and one session of it. The browser has two doors: its driver steers its windows, and its Web Inspector
 * tells of its pages. So the browser is started first, and the driver is told where it is. `keepsPages` for Back only if it is to.
 *
 * A port is looked for right before a program takes it: whatever listens at any port that is free, as the proxy does, could get it meanwhile.
 */
export async function startSession({ keepsPages }) {
  const proxy = [`--proxy=${await (names ??= openNames())}`, '--ignore-host=127.0.0.1', '--ignore-host=localhost'];
  const screen = await (display ??= openDisplay());
  const inspector = await freePort();
  const env = { DISPLAY: screen, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${inspector}` };
  const shown = run(browser, ['--automation', '--cookies-policy=always', `--enable-page-cache=${keepsPages}`, ...proxy], env);
  const target = await eventually('an inspector', async () => (await listeningPorts(shown.pid)).find((other) => other !== inspector));
  const port = await freePort();
  const steers = run(driver, [`--port=${port}`, `--target=127.0.0.1:${target}`]);
  const end = async () => {
    steers.kill('SIGKILL');
    shown.kill();
    await Promise.all([steers.gone, shown.gone]);
  };
  try {
    const address = `http://127.0.0.1:${port}`;
    await eventually('a driver', () => fetch(`${address}/status`).then(({ ok }) => ok));
    const { sessionId, capabilities } = await request(address, 'POST', '/session', { capabilities: { alwaysMatch: { unhandledPromptBehavior: 'ignore' } } });
    const send = (method, path, body) => request(address, method, `/session/${sessionId}${path}`, body);
    return { send, capabilities, inspector: `ws://127.0.0.1:${inspector}`, press: (key) => press(key, env), gone: shown.gone, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Presses a key as a person does, for the browser itself: the driver's keys come to pages alone. Without a window manager the
 * window under the pointer has the keyboard, and all windows stand in one corner, the newest above the others.
 */
async function press(key, env) {
  const [code] = await once(run(xdotool, ['mousemove', '5', '5', 'key', key], env), 'exit');
  if (code !== 0) throw new Error(`xdotool could not press ${key}: it ended with ${code}`);
}

/** A command of W3C WebDriver. */
async function request(address, method, path, body) {
  const answer = await fetch(address + path, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path.split('/').slice(3).join('/')}: ${value.error}: ${value.message}`);
  return value;
}

async function eventually(what, find) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = await find().catch(() => null);
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what} of WebKit: not within ${PATIENCE} ms`);
    await pause(LOOK_AGAIN_AFTER);
  }
}

/** Where a process listens, by the system's own books: the browser chooses the port for its driver, and tells nobody. */
async function listeningPorts(pid) {
  const links = (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => ''));
  const sockets = new Set((await Promise.all(links)).map((link) => /^socket:\[(\d+)\]/.exec(link)?.[1]));
  const rows = (await readFile('/proc/net/tcp', 'utf8')).trim().split('\n').slice(1);
  const listening = rows.map((row) => row.trim().split(/\s+/)).filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(inode));
  return listening.map(([, local]) => Number.parseInt(local.split(':')[1], 16));
}
