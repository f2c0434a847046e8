import { once } from 'node:events';
import { WebSocket } from 'ws';

/** With how many messages WebKit is hurried, after a command or an event: more of them take longer than what they save. */
const HURRIES = 6;

/**
 * The protocol of WebKit's Web Inspector, for one page. A page may go on in another process when it is navigated: then it is
 * another target, which is set up before it goes on.
 */
export class Inspector {
  async open(address, id) {
    const socket = new WebSocket(`${address}/socket/1/${id}/WebPage`, { maxPayload: 2 ** 28 });
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(data)));
    socket.on('close', () => this.#fail(() => true, 'closed'));
    await once(socket, 'open');
    socket.on('error', () => {});
    this.#pauseOnStart();
    await this.#ready;
  }

  #socket;
  #listener;
  #target;
  #next = 0;
  #hurries = 0;
  #waiting = new Map();
  #markReady;
  #ready = new Promise((resolve) => (this.#markReady = resolve));

  constructor(listener) {
    this.#listener = listener;
  }

  /** Sends a command to the page, or to the target that it is to go on in. */
  send(method, params = {}, target = this.#target) {
    const id = (this.#next += 1);
    this.#hurries = HURRIES;
    this.#outer('Target.sendMessageToTarget', { targetId: target, message: JSON.stringify({ id, method, params }) });
    return new Promise((resolve, reject) => this.#waiting.set(id, { target, method, resolve, reject }));
  }

  get isOpen() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close() {
    this.#socket.terminate();
  }

  #outer(method, params) {
    if (this.isOpen) this.#socket.send(JSON.stringify({ id: (this.#next += 1), method, params }));
  }

  #pauseOnStart() {
    this.#outer('Target.setPauseOnStart', { pauseOnStart: true });
  }

  /**
   * What WebKit says next waits until its own other end has acknowledged what it said last (Nagle's algorithm). The system does so 40 ms
   * later, or along with something to be sent: such as a command that changes nothing.
   */
  #hurry() {
    if (this.#hurries === 0 || this.#waiting.size === 0) return;
    this.#hurries -= 1;
    this.#pauseOnStart();
  }

  #receive({ method, params }) {
    if (method) this.#hurries = HURRIES;
    this.#hurry();
    if (method === 'Target.targetCreated') this.#created(params.targetInfo);
    else if (method === 'Target.targetDestroyed') this.#fail(({ target }) => target === params.targetId, 'no such frame');
    else if (method === 'Target.didCommitProvisionalTarget') this.#commit(params);
    else if (method === 'Target.dispatchMessageFromTarget') this.#dispatch(params.targetId, JSON.parse(params.message));
  }

  async #created({ targetId, type, isProvisional, isPaused }) {
    if (type !== 'page') return;
    if (!isProvisional) this.#target = targetId;
    await this.#listener.setUp((method, params) => this.send(method, params, targetId)).catch(() => {});
    if (isPaused) this.#outer('Target.resume', { targetId });
    this.#markReady();
  }

  #commit({ oldTargetId, newTargetId }) {
    this.#target = newTargetId;
    this.#fail(({ target }) => target === oldTargetId, 'no such frame');
    this.#listener.committed();
  }

  #dispatch(target, { id, method, params, result, error }) {
    if (!id) return this.#listener.event(method, params, target);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.resolve(result);
  }

  #fail(which, reason) {
    for (const [id, waiting] of this.#waiting) {
      if (!which(waiting)) continue;
      this.#waiting.delete(id);
      waiting.reject(new Error(reason));
    }
  }
}
