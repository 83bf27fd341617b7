/**
 * Bounds that the guest itself keeps. The host checks each of them again: what runs beside plugin code
 * is no witness.
 */
export const CAPS = {
  /** Effects of one event; further ones are dropped and counted. */
  effects: 50,
  /** Signals of one event, as in a backtest. */
  signals: 256,
  /** Bytes of all effects of one event together; further ones are dropped and counted. */
  effectBytes: 160_000,
  /** Requests that wait for their result. */
  pending: 100,
  /** Characters of a log line, and bytes of all lines of one answer. */
  logLine: 2_000,
  logBytes: 48_000,
  reason: 200,
  name: 100,
  connection: 40,
  url: 2_000,
  headers: 30,
  /** Characters of a body, a stored text, a message to a person. */
  body: 65_536,
  notice: 2_000,
  /** Bytes of one write to a socket. */
  socketBytes: 65_536,
} as const
