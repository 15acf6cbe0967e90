// Fanfare's client: comes back by itself after every loss, and goes on where each subscription was. It imports nothing;
// stompjs's Client is handed in. What a user of it needs to know is in fanfare.d.ts.

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
const HELD = 10_000;
const REMEMBERED = 1_000;
const [OVER_FOR_NOW, CLIENTS_FAULT, UNAUTHENTICATED] = [[1001, 1012, 1013], [1002, 1007, 1009], 4401];

const { window, Date: { now }, Math: { random } } = globalThis;
const WORLD = { window, now, random, setTimeout: (...of) => setTimeout(...of), clearTimeout: of => clearTimeout(of) };

export class Fanfare {
  state = {};
  #Client; #options; #world;
  #subscriptions = new Map();
  /** What is under way: its `client`, `since` when it is connected and its ERROR frame, each once there is one. */
  #attempt;
  #retry; #renewal; #notBefore; #tokenRefused;
  #failures = 0;
  #numbers = 0;

  constructor(Client, options, world) {
    this.#Client = Client;
    this.#options = options;
    this.#world = { ...WORLD, ...world };
    // Not at once, so that `onstate` finds the variable that this object is assigned to.
    queueMicrotask(() => this.state.name ?? this.connect());
  }

  get client() {
    return this.#attempt?.since === undefined ? undefined : this.#attempt.client;
  }

  subscribe(destination, handler, options = {}) {
    const id = `fanfare-${++this.#numbers}`;
    const end = () => {
      if (this.#subscriptions.delete(id) && this.client?.connected) this.client.unsubscribe(id);
    };
    const subscription = new Subscription(handler, options, { id, destination, end });
    this.#subscriptions.set(id, subscription);
    if (this.client) subscription.begin(this.client);
    return subscription;
  }

  async close() {
    const client = this.#attempt?.client;
    this.#stop({ reason: 'closed by the application' });
    await client?.deactivate();
  }

  async connect() {
    if (this.#attempt) return;
    const attempt = this.#attempt = {};
    this.#world.clearTimeout(this.#retry);
    this.#listen('addEventListener');
    this.#tell({ name: 'connecting' });
    try {
      const token = await this.#options.token?.({ refused: Boolean(this.#tokenRefused) });
      if (attempt === this.#attempt) this.#open(attempt, token);
    } catch (error) {
      if (attempt === this.#attempt) this.#comeBack(0, { reason: `no token: ${error?.message ?? error}` });
    }
  }

  #open(attempt, token) {
    const { url, headers, stomp = {} } = this.#options;
    const client = attempt.client = new this.#Client({
      brokerURL: url,
      connectionTimeout: 10_000,
      discardWebsocketOnCommFailure: true,
      ...stomp,
      reconnectDelay: 0,
      connectHeaders: { ...headers, ...(token && { token }) },
      onConnect: frame => attempt === this.#attempt && this.#connected(attempt, frame.headers),
      onStompError: frame => { attempt.error = frame; },
      onWebSocketClose: event => attempt === this.#attempt && this.#closed(attempt, event),
      onHeartbeatReceived: () => {
        stomp.onHeartbeatReceived?.();
        // The timers of a hidden page may sleep longer than the server waits.
        if (this.#world.window?.document.hidden && client.connected) client.webSocket.send('\n');
      },
    });
    client.activate();
  }

  #connected(attempt, headers) {
    attempt.since = this.#world.now();
    this.#tokenRefused = undefined;
    this.#subscriptions.forEach(subscription => subscription.begin(attempt.client));
    this.#renewIn(Number(headers['renew-ms']), attempt.client);
    this.#tell({ name: 'connected', headers });
  }

  #closed({ since, error }, { code, reason = '' }) {
    if (this.#world.now() - since >= HELD) this.#failures = 0;
    const told = { code, reason: error?.headers.message ?? reason.split(';')[0], details: error?.body };
    const least = Number(/retry-ms=(\d+)/.exec(reason)?.[1] ?? 0);
    const mayRenew = code === UNAUTHENTICATED && this.#options.token && !this.#tokenRefused;
    this.#tokenRefused ||= code === UNAUTHENTICATED;
    const refused = OVER_FOR_NOW.includes(code) ? undefined : this.#subscriptions.get(error?.headers['receipt-id']);
    if (refused) {
      this.#subscriptions.delete(refused.id);
      this.#comeBack(least, told);
      refused.refuse(told);
    } else if (code === 1000 || (code >= 4400 && code < 4500 && !mayRenew)) {
      this.#stop(told);
    } else {
      // If the server has not said a word, such a code is SockJS's, which found nobody.
      const isFault = CLIENTS_FAULT.includes(code) && (error || since !== undefined);
      this.#comeBack(isFault ? LONGEST_DELAY : least, told);
    }
  }

  /** Full jitter, on top of what the server asks for: whoever is sent away together does not return together. */
  #comeBack(least, told) {
    this.#attempt = undefined;
    this.#world.clearTimeout(this.#renewal);
    this.#notBefore = this.#world.now() + least;
    const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures++);
    this.#wait(least + this.#world.random() * most, told);
  }

  #wait(millis, told) {
    this.#world.clearTimeout(this.#retry);
    this.#retry = this.#world.setTimeout(() => this.connect(), millis);
    this.#tell({ ...told, name: 'reconnecting', retryAt: this.#world.now() + millis });
  }

  #stop(told) {
    this.#attempt = undefined;
    this.#failures = 0;
    this.#tokenRefused = undefined;
    this.#world.clearTimeout(this.#retry);
    this.#world.clearTimeout(this.#renewal);
    this.#listen('removeEventListener');
    this.#tell({ ...told, name: 'closed' });
  }

  #listen(how) {
    this.#world.window?.[how]('online', this.#hurry);
    this.#world.window?.document[how]('visibilitychange', this.#hurry);
  }

  /** The network is back, or somebody looks: waits no longer than the server has asked for. */
  #hurry = ({ type }) => {
    if (this.#attempt || (type !== 'online' && this.#world.window.document.hidden)) return;
    this.#wait(Math.max(0, this.#notBefore - this.#world.now()), this.state);
  };

  /** Only a server that can renew a token says in how many milliseconds it wants the next. */
  #renewIn(millis, client) {
    const { token } = this.#options;
    if (!(millis > 0) || !token) return;
    this.#renewal = this.#world.setTimeout(async () => {
      try {
        const next = await token({ refused: false });
        if (client !== this.client || !client.connected) return;
        const receipt = `token-${++this.#numbers}`;
        client.watchForReceipt(receipt, ({ headers }) => this.#renewIn(Number(headers['renew-ms']), client));
        client.publish({ destination: '/fanfare/token', headers: { token: next, receipt } });
      } catch { /* then the session ends with its token, and the next CONNECT asks again */ }
    }, Math.min(millis, 2 ** 31 - 1));
  }

  #tell(state) {
    this.state = state;
    this.#options.onstate?.(state);
  }
}

class Subscription {
  #handler; #options;
  /** Up to where events have come. `position` is up to where they are handled; both go on whatever becomes of the line. */
  #reached;
  #toldGap;
  #waiting = [];
  #isWorking;
  #known = new Set();

  constructor(handler, options, itself) {
    Object.assign(this, itself);
    this.#handler = handler;
    this.#options = options;
    this.#reached = this.position = options.after;
  }

  unsubscribe() {
    this.#waiting.length = 0;
    this.end();
  }

  /** For Fanfare alone, as are `refuse` and `end`. */
  begin(client) {
    const { id, destination } = this;
    const { replay, onGap } = this.#options;
    const after = this.#reached;
    const start = after ? { 'last-message-id': after } : replay ? { replay: String(replay) } : {};
    client.watchForReceipt(id, ({ headers }) => this.#live(after, headers));
    const take = message => client.active && this.#take(message);
    client.subscribe(destination, take, { id, receipt: id, ...start, ...(onGap && { 'on-gap': onGap }) });
  }

  refuse(refusal) {
    if (!this.#options.refused) throw new Error(`${this.destination} is refused: ${refusal.reason}`);
    this.#options.refused(refusal);
  }

  /** Until what is replayed has come, the position of the RECEIPT would skip it. */
  #live(after, headers) {
    const replayed = Number(headers.replayed ?? 0);
    const recovered = headers.recovered !== 'false';
    if (!recovered) this.#gap({ destination: this.destination, after, replayed });
    const told = { resumed: Boolean(after), recovered, replayed };
    this.#handle(replayed ? undefined : headers.position, () => this.#options.live?.(told));
  }

  #take(message) {
    const { 'message-id': position, 'gap-after': after } = message.headers;
    if (after) this.#gap({ destination: this.destination, after, before: position });
    if (this.#known.has(position)) return;
    if (this.#known.add(position).size > REMEMBERED) this.#known.delete(this.#known.values().next().value);
    this.#handle(position, () => this.#handler(message));
  }

  #gap(gap) {
    if (this.#toldGap !== gap.after) this.#handle(undefined, () => this.#options.gap?.(gap));
    this.#toldGap = gap.after;
  }

  /** One after the other: what returns a promise is awaited before the next. */
  async #handle(position, run) {
    this.#reached = position ?? this.#reached;
    this.#waiting.push({ position, run });
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        const outcome = next.run();
        if (outcome?.then) await outcome;
      } catch (error) {
        // As that of any listener: it is seen, and holds up nothing.
        queueMicrotask(() => { throw error; });
      }
      this.position = next.position ?? this.position;
    }
    this.#isWorking = false;
  }
}
