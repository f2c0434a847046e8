// Shows the state on the screen, and in the body's data attributes for tests. Never the token.

const TITLES = { search: 'Search', dashboards: 'Dashboards', chat: 'Conversation' };

export class View {
  #document;
  #loads = 0;

  constructor(document) {
    this.#document = document;
    const { pathname, search } = document.location;
    const shown = pathname.replace(/^\/embed\//, '').replace(/^\//, '');
    const params = new URLSearchParams(search);
    params.delete('token');
    this.#data.view = shown;
    this.#data.params = params.toString();
    this.#text('title', titleOf(shown));
  }

  show(session, refresh, now) {
    const remaining = session.remaining(now);
    this.#data.state = remaining > 0 ? 'live' : 'login';
    this.#data.user = session.user;
    this.#data.asks = String(refresh.asks);
    this.#data.answers = String(refresh.answers);
    this.#text('user', remaining > 0 ? session.user : 'not signed in');
    this.#text('remaining', `${Math.ceil(remaining / 1000)} s`);
    this.#element('life').style.width = `${Math.min(100, (100 * remaining) / session.life)}%`;
    this.#text('reason', session.token ? 'Your session has ended.' : 'There is no session yet.');
    this.#text('asks', String(refresh.asks));
    this.#text('answers', String(refresh.answers));
    this.#text('connection', connectionOf(refresh.waiting, remaining));
    this.#data.waiting = String(refresh.waiting);
  }

  showReport({ region, period, rows }) {
    this.#loads += 1;
    this.#data.loads = String(this.#loads);
    this.#data.region = region;
    this.#data.period = period;
    this.#text('period', period);
    this.#text('loads', this.#loads.toLocaleString('en'));
    this.#text('region', region);
    const orders = rows.map((row) => row.orders);
    this.#text('orders', orders.reduce((sum, count) => sum + count, 0).toLocaleString('en'));
    const most = Math.max(1, ...orders);
    this.#element('rows').replaceChildren(...rows.map((row) => this.#row(row, most)));
  }

  #row({ product, orders }, most) {
    const row = this.#document.createElement('tr');
    const name = this.#document.createElement('th');
    name.scope = 'row';
    name.textContent = product;
    const share = this.#document.createElement('td');
    share.className = 'bar';
    const bar = this.#document.createElement('span');
    share.append(bar);
    bar.style.width = `${(100 * orders) / most}%`;
    const count = this.#document.createElement('td');
    count.textContent = orders.toLocaleString('en');
    row.append(name, share, count);
    return row;
  }

  get #data() {
    return this.#document.body.dataset;
  }

  #element(id) {
    return this.#document.getElementById(id);
  }

  #text(id, text) {
    const element = this.#element(id);
    if (element.textContent !== text) element.textContent = text;
  }
}

function connectionOf(waiting, remaining) {
  if (waiting) return 'Asking the host for a token';
  return remaining > 0 ? 'Connected' : 'No answer from the host yet';
}

function titleOf(shown) {
  const [kind, id] = shown.split('/');
  if (!id) return TITLES[kind] ?? 'Analytics';
  return kind === 'dashboards' ? `Dashboard ${readable(id)}` : (TITLES[kind] ?? 'Analytics');
}

function readable(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
