import type { Clock } from '#ports/clock.js'
import type { IdentityRecords } from '#ports/identity.js'
import type { SessionRecords } from '#ports/stream_line.js'
import { callerMay, personCalling, programCalling, type Caller } from '../identity/caller.js'
import { every } from './every.js'
import { loginKey, type StreamClient, type StreamLogin } from './stream_client.js'
import type { StreamHub } from './stream_hub.js'

/** A right that ended is noticed so soon. */
const LOOK_MS = 1_000
/** For so long streams stay open while nobody can say whether they may. */
const DOUBT_MS = 30_000

/** What the watch asks. */
export interface LoginWatchPorts {
  readonly clock: Clock
  readonly records: Pick<IdentityRecords, 'user' | 'token'>
  readonly sessions: SessionRecords
}

/**
 * Ends streams whose login has ended or lost a right: a logout, a new role, a lock, a token that was taken back
 * or has run out. Returns what ends the watch.
 */
export function watchLogins(hub: StreamHub, ports: LoginWatchPorts): () => void {
  let sureMs = ports.clock.nowMs()
  const look = async () => {
    const { clients } = hub
    try {
      const callers = await callersNow(clients, ports)
      sureMs = ports.clock.nowMs()
      for (const client of clients) {
        const reason = faultOf(client, callers.get(loginKey(client.login)) ?? null)
        if (reason !== null) hub.dismiss(client, reason)
      }
    } catch {
      if (ports.clock.nowMs() - sureMs < DOUBT_MS) return
      for (const client of clients) hub.dismiss(client, 'the database does not answer')
    }
  }
  return every(ports.clock, LOOK_MS, { run: look, failed: (error) => hub.failed(error) })
}

function faultOf({ channels }: StreamClient, caller: Caller | null): string | null {
  if (caller === null) return 'the login has ended'
  const lost = [...channels.values()].find(({ ability }) => !callerMay(caller, ability))
  return lost === undefined ? null : `the right to ${lost.name} has ended`
}

/** Every login of these clients as it stands now; those that are over are left out. */
async function callersNow(
  clients: readonly StreamClient[],
  ports: LoginWatchPorts
): Promise<ReadonlyMap<string, Caller>> {
  const logins = new Map(clients.map(({ login }) => [loginKey(login), login]))
  const ids = [...logins.values()].flatMap(({ sessionId }) => sessionId ?? [])
  const alive = ids.length === 0 ? new Set<string>() : await ports.sessions.inForce(ids)
  const callers = new Map<string, Caller>()
  for (const [key, login] of logins) {
    const caller =
      login.sessionId === null
        ? await programNow(login, ports)
        : alive.has(login.sessionId)
          ? await personNow(login, ports)
          : null
    if (caller !== null) callers.set(key, caller)
  }
  return callers
}

async function personNow({ caller }: StreamLogin, { records }: LoginWatchPorts) {
  const user = await records.user(caller.user.id)
  const isSame = user?.isEnabled === true && user.generation === caller.user.generation
  return isSame ? personCalling(user, caller.from, caller.freshAtMs) : null
}

async function programNow({ caller }: StreamLogin, { records, clock }: LoginWatchPorts) {
  const found = caller.token === null ? null : await records.token(caller.token.id)
  if (found === null) return null
  const { revokedAtMs, expiresAtMs } = found.token
  if (revokedAtMs !== null || expiresAtMs <= clock.nowMs()) return null
  const user = await records.user(caller.user.id)
  return user?.isEnabled === true ? programCalling(user, found.token, caller.from) : null
}
