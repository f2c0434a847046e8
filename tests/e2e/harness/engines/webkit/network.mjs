import { isSameDocument } from './values.mjs';

/** What a page asks for, and what it is answered. */
export class Network {
  #page;
  #requests = new Map();
  #navigations = [];

  constructor(page) {
    this.#page = page;
  }

  get #owner() {
    return this.#page.owner;
  }

  #holds() {
    return this.#owner.intercepts.size > 0 || this.#owner.offline;
  }

  /** Has requests wait for an answer of ours, or not. */
  async prepare(send) {
    const wanted = this.#holds();
    // It is an error to ask for what is so already.
    await send('Network.setInterceptionEnabled', { enabled: wanted }).catch(() => {});
    if (wanted) await send('Network.addInterception', { url: '.*', stage: 'request', isRegex: true }).catch(() => {});
  }

  /** The next navigation of a frame, by its number. */
  nextNavigation(frame, url) {
    return new Promise((resolve, reject) => this.#navigations.push({ frame, url, resolve, reject }));
  }

  /** A frame has begun to go somewhere: it asks for it, or it is there, where nothing is to be asked for. */
  beginNavigation(frame, navigation, url) {
    this.#navigations = this.#navigations.filter((waiting) => {
      // A new window may still have to tell of its first, empty document.
      if (waiting.frame !== frame || !isSameDocument(waiting.url, url)) return true;
      waiting.resolve(navigation);
      return false;
    });
  }

  async willBeSent({ requestId, frameId, loaderId, request, redirectResponse, type, timestamp }) {
    const frame = await this.#page.frame(frameId);
    if (!frame) return;
    const former = this.#requests.get(requestId);
    if (redirectResponse && former) this.#redirected(former, redirectResponse);
    const isNavigation = type === 'Document';
    const entry = { requestId, frame, request, loaderId, type, isNavigation, timestamp, redirects: former && redirectResponse ? former.redirects + 1 : 0 };
    this.#requests.set(requestId, entry);
    if (isNavigation && !entry.redirects) {
      this.#page.emit('browsingContext.navigationStarted', { context: frame.id, navigation: loaderId, url: request.url, timestamp: Date.now() });
      this.beginNavigation(frame, loaderId, request.url);
    }
    if (!this.#holds() || entry.redirects || !/^https?:/.test(request.url)) this.#announce(entry);
  }

  /** Tells of a request once: with what holds it, if something does. */
  #announce(entry, intercepts) {
    if (entry.isAnnounced) return;
    entry.isAnnounced = true;
    this.#page.emit('network.beforeRequestSent', { ...this.#described(entry), initiator: { type: 'other' }, isBlocked: Boolean(intercepts), ...(intercepts && { intercepts }) });
  }

  #described(entry) {
    const { requestId, frame, request, loaderId, isNavigation, redirects, type } = entry;
    return {
      context: frame.id,
      navigation: isNavigation ? loaderId : null,
      redirectCount: redirects,
      timestamp: Date.now(),
      request: {
        ...{ request: `${this.#page.id} ${requestId}`, url: request.url, method: request.method, headers: headersOf(request.headers), cookies: [] },
        ...{ headersSize: -1, bodySize: request.postData?.length ?? 0, destination: DESTINATIONS[type] ?? '', initiatorType: INITIATORS[type] ?? 'other', timings: TIMINGS },
      },
    };
  }

  async intercepted({ requestId, request }) {
    const entry = this.#requests.get(requestId);
    const isLocal = this.#owner.offline && /^https?:/.test(request.url);
    if (isLocal) {
      if (entry) this.#announce(entry);
      await this.#command('interceptRequestWithError', { requestId, errorType: 'General' });
    } else if (entry && !entry.isAnnounced && this.#owner.intercepts.size > 0) {
      this.#announce(entry, [...this.#owner.intercepts]);
    } else {
      await this.#command('interceptContinue', { requestId, stage: 'request' });
    }
  }

  #command(name, params) {
    return this.#page.send(`Network.${name}`, params).catch(() => {});
  }

  #redirected(entry, response) {
    this.#announce(entry);
    this.#page.emit('network.responseStarted', { ...this.#described(entry), response: responseOf(response) });
    this.#page.emit('network.responseCompleted', { ...this.#described(entry), response: responseOf(response) });
  }

  received({ requestId, response }) {
    const entry = this.#requests.get(requestId);
    if (!entry) return;
    this.#announce(entry);
    entry.response = responseOf(response);
    this.#page.emit('network.responseStarted', { ...this.#described(entry), response: entry.response });
  }

  finished({ requestId, metrics }) {
    const entry = this.#requests.get(requestId);
    if (!entry) return;
    this.#announce(entry);
    entry.sent = metrics?.requestHeaders;
    if (entry.response) this.#page.emit('network.responseCompleted', { ...this.#described(entry), response: entry.response });
    if (!entry.isNavigation || entry.frame === this.#page.main || !this.#page.has(entry.frame.id)) return;
    this.#page.lifecycle(entry.frame, 'domContentLoaded');
    this.#page.lifecycle(entry.frame, 'load');
  }

  failed({ requestId, errorText, canceled }) {
    const entry = this.#requests.get(requestId);
    if (!entry) return;
    this.#announce(entry);
    this.#page.emit('network.fetchError', { ...this.#described(entry), errorText: canceled ? 'NS_BINDING_ABORTED' : errorText });
    if (entry.isNavigation) this.#page.emit('browsingContext.navigationFailed', { context: entry.frame.id, navigation: entry.loaderId, url: entry.request.url, timestamp: Date.now() });
  }

  /** Each page counts its requests for itself. */
  has(request) {
    return request.startsWith(`${this.#page.id} `) && this.#requests.has(numberOf(request));
  }

  hostOf(request) {
    return new URL(this.#requests.get(numberOf(request)).request.url).hostname;
  }

  /** What was sent with the last request to an address. */
  bodySentTo(url) {
    return [...this.#requests.values()].findLast(({ request }) => request.url === url)?.request.postData ?? null;
  }

  /** The headers of the last request to an address that a server has answered, by their names in small letters. */
  headersSentTo(url) {
    const sent = [...this.#requests.values()].findLast(({ request }) => request.url === url)?.sent;
    return sent && Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  }

  body(request) {
    return this.#page.send('Network.getResponseBody', { requestId: numberOf(request) });
  }

  async proceed({ request: id, url, method, headers, body }) {
    const requestId = numberOf(id);
    const { request } = this.#requests.get(requestId);
    const same = (headers ?? []).every(({ name, value }) => request.headers[name] === value.value);
    if (!url && !method && !body && same) return this.#command('interceptContinue', { requestId, stage: 'request' });
    const changed = { ...(url && { url }), ...(method && { method }), ...(body && { postData: body.value }) };
    return this.#command('interceptWithRequest', { requestId, headers: Object.fromEntries(headers.map(({ name, value }) => [name, value.value])), ...changed });
  }

  async provide({ request: id, statusCode, reasonPhrase, headers, body }) {
    const requestId = numberOf(id);
    const all = Object.fromEntries(headers.map(({ name, value }) => [name, value.value]));
    const type = Object.entries(all).find(([name]) => name.toLowerCase() === 'content-type')?.[1] || 'text/plain';
    // A script that fetches sees it as the header, where parameters belong to it.
    const mimeType = this.#requests.get(requestId)?.type === 'Fetch' ? type : type.split(';')[0];
    const answer = { content: body?.value ?? '', base64Encoded: true, mimeType, status: statusCode, statusText: reasonPhrase || 'OK', headers: all };
    return this.#command('interceptRequestWithResponse', { requestId, ...answer });
  }

  fail({ request }) {
    return this.#command('interceptRequestWithError', { requestId: numberOf(request), errorType: 'General' });
  }
}

const TIMINGS = { requestTime: 0, requestStart: 0, responseStart: 0, responseEnd: 0, dnsStart: 0, dnsEnd: 0, connectStart: 0, connectEnd: 0, tlsStart: 0 };
const DESTINATIONS = { Document: 'document', StyleSheet: 'style', Image: 'image', Font: 'font', Script: 'script' };
const INITIATORS = { XHR: 'xmlhttprequest', Fetch: 'fetch' };

const headersOf = (headers) => Object.entries(headers).map(([name, value]) => ({ name, value: { type: 'string', value } }));

const responseOf = ({ url, status, statusText, headers, mimeType }) => ({
  ...{ url, protocol: 'http/1.1', status, statusText, fromCache: false, headers: headersOf(headers), mimeType },
  ...{ bytesReceived: 0, headersSize: -1, bodySize: 0, content: { size: 0 } },
});

/** The inspector's number of a request. */
const numberOf = (request) => request.split(' ')[1];
