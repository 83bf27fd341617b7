/**
 * What plugins that live in time (agents, brokers) may ask the host for.
 *
 * Nothing here happens during the call: the request goes out with the plugin's answer, the host checks
 * it against what was granted, does it, and calls back with an event of its own. There are no
 * promises. A request that was not granted comes back with `ok: false` and the code `not_granted`.
 */
export type RequestResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: RequestError }

/** Why the host did not do what was asked. */
export interface RequestError {
  /** `not_granted`, `too_large`, `unreachable`, `timed_out`, `quota_exceeded`, ... */
  readonly code: string
  /** The same in a sentence. */
  readonly message: string
}

/** Is called once with the outcome of a request, in a later event. */
export type OnResult<T> = (result: RequestResult<T>) => void

/** An HTTPS request. Needs `net:connect@host:port`. */
export interface HttpRequest {
  /** `GET` when left out. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Full address, at most 2,000 characters. `{{secret:name}}` stands for a secret that the host puts in. */
  readonly url: string
  /** At most 30, each value at most 2,000 characters. */
  readonly headers?: Readonly<Record<string, string>>
  /** Text, at most 65,536 characters. */
  readonly body?: string
}

/** What a server answered. Redirects are not followed: they arrive as they are. */
export interface HttpResponse {
  readonly status: number
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, at most 1 MB. */
  readonly body: string
}

/** A small store of texts that survives restarts. Needs `storage@<kilobytes>`. */
export interface Storage {
  /** The text of a key, `null` when there is none. */
  get(key: string, done: OnResult<string | null>): number
  /** Keys have at most 100 characters, values at most 65,536. */
  set(key: string, value: string, done?: OnResult<null>): number
  delete(key: string, done?: OnResult<null>): number
  /** All keys, ascending. */
  keys(done: OnResult<readonly string[]>): number
}

/** Calls of `onTimer` later. Needs `timers`; at most 5 at once, none shorter than a second or
 * longer than seven days. */
export interface Timers {
  /** Calls `onTimer(name)` again and again, `everyMs` milliseconds apart. Setting a name again replaces it. */
  every(name: string, everyMs: number): void
  /** Calls `onTimer(name)` once, `afterMs` milliseconds from now. */
  after(name: string, afterMs: number): void
  cancel(name: string): void
}

/** The requests that agents and brokers share. */
export interface Effects {
  /** Sends a request; returns its number. Without `done` the outcome goes to `onResult`. */
  http(request: HttpRequest, done?: OnResult<HttpResponse>): number
  readonly storage: Storage
  readonly timers: Timers
  /** Sends a message to a person. Needs `notify:<channel>`. Text of at most 2,000 characters. */
  notify(channel: string, text: string): void
  /** Writes a line to the log (2,000 characters a line; a flood is dropped and counted). */
  log(...values: unknown[]): void
}
