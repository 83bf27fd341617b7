import type { StreamLine } from '#ports/stream_line.js'
import type { Caller } from '../identity/caller.js'
import type { Channel } from './channels.js'

/** Who opened a stream, and by what. */
export interface StreamLogin {
  readonly caller: Caller
  /** The session of a person, `null` for a program. */
  readonly sessionId: string | null
}

/** One client: who it is, its connection, what it listens to. */
export interface StreamClient {
  readonly uid: string
  readonly login: StreamLogin
  readonly line: StreamLine
  readonly channels: Map<string, Channel>
}

/** What streams of one login have in common; nobody else may touch them. */
export function loginKey({ caller, sessionId }: StreamLogin): string {
  return caller.token === null ? `session:${sessionId}` : `token:${caller.token.id}`
}
