/** The part of a stompjs message that handlers mostly need. */
export interface Message {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly binaryBody: Uint8Array;
}

/** What becomes of the connection. `reason` is the server's sentence or word, `details` what else its ERROR frame says. */
export type State =
  | { name: 'connecting' }
  /** With the headers of CONNECTED. */
  | { name: 'connected'; headers: { readonly [name: string]: string } }
  /** It comes back by itself at `retryAt` (milliseconds since the epoch). Without `code`, no token was to be had. */
  | { name: 'reconnecting'; retryAt: number; code?: number; reason: string; details?: string }
  /** It does not come back unless `connect()` is called. Without `code`, the application has closed it. */
  | { name: 'closed'; code?: number; reason: string; details?: string };

export interface Options {
  /** `wss://host/ws`; not needed if `stomp.webSocketFactory` is given. */
  url?: string;
  /** More headers of CONNECT, such as `login`. */
  headers?: { [name: string]: string };
  /**
   * Asked for a token before each CONNECT, which carries it in its header `token`. `refused` says that the server has
   * just refused one: give another. If that is refused, too, the client stops. If there is none to be had (the promise
   * is rejected), it tries again later.
   */
  token?: (why: { refused: boolean }) => string | undefined | Promise<string | undefined>;
  /** Called at each change, the first time soon after the constructor. */
  onstate?: (state: State) => void;
  /** More settings of stompjs's Client, such as `heartbeatIncoming`, `debug` or `webSocketFactory`. */
  stomp?: { [setting: string]: any };
}

/** Some events will not come: they are no longer kept, or were dropped because this client read too slowly. */
export interface Gap {
  /** As subscribed to. */
  destination: string;
  /** The position of the last event before the gap. */
  after: string;
  /** The position of the first event behind the gap, if it is known. */
  before?: string;
  /** How many events behind the gap come again before those that are new, if the gap was found when coming back. */
  replayed?: number;
}

export interface SubscribeOptions {
  /** Begin with so many of the last events, if they are kept; 1 is the last value. */
  replay?: number;
  /** Begin behind this position, which an earlier subscription had as its `position`. */
  after?: string;
  /** After a gap: go on with what is left (`replay`, the default), or with what is new (`live`). */
  onGap?: 'replay' | 'live';
  /** Called once for each gap, before the first event behind it. */
  gap?: (gap: Gap) => void | Promise<void>;
  /** Called whenever the server has begun or resumed it, before its first event. */
  live?: (start: { resumed: boolean; recovered: boolean; replayed: number }) => void | Promise<void>;
  /** Called if the server refuses it; then it has ended. Without it, an error is thrown where nobody catches it. */
  refused?: (refusal: { code: number; reason: string; details: string }) => void;
}

export interface Subscription {
  readonly destination: string;
  /** Up to where events are handled. Kept over a reload of the page, it makes the next subscription go on (`after`). */
  readonly position: string | undefined;
  unsubscribe(): void;
}

/**
 * Keeps subscriptions alive: comes back after every loss that is not final, and each subscription goes on behind the last
 * event that came. It connects as soon as it is made, and subscriptions made while there is no connection begin with it.
 */
export declare class Fanfare {
  /**
   * @param Client stompjs's
   * @param world other timers, clock, chance and window than the real ones, for tests
   */
  constructor(Client: new (config?: any) => any, options: Options, world?: object);

  /** What `onstate` was told last. */
  readonly state: State | { name?: undefined };

  /** stompjs's client of this connection, to publish with; undefined while there is none. */
  readonly client: any;

  /**
   * Events come one at a time and in order, each once. A handler that returns a promise is awaited before the next; what
   * comes meanwhile waits in memory. An event whose handler fails counts as handled, and the error is thrown where nobody
   * catches it.
   */
  subscribe(
    destination: string,
    handler: (message: Message) => void | Promise<void>,
    options?: SubscribeOptions,
  ): Subscription;

  /** Connects now if it waits or has stopped. */
  connect(): void;

  /** Ends the connection, with which no subscription hears anything; `connect()` takes all of them up again. */
  close(): Promise<void>;
}
