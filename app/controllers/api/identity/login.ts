import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { LoginFailure } from '#engine/identity/log_in.js'
import type { KeptLogin, User } from '#ports/identity.js'
import { ApiProblem } from '#exceptions/api_problem'

const AGENT_MAX = 200

/** Wrong attempts for one name, and from one address: then a pause of five minutes. */
export const BY_NAME = { requests: 5, duration: '5 mins', blockDuration: '5 mins' } as const
export const BY_ADDRESS = { requests: 30, duration: '5 mins', blockDuration: '5 mins' } as const

/** Why nobody was let in. */
type Refusal = LoginFailure | 'passkey_wrong'

const REFUSALS: Readonly<Record<Refusal, string>> = {
  wrong: 'name or password is wrong',
  code_needed: 'the code of the authenticator is needed as well',
  code_wrong: 'the code is wrong or was used already',
  passkey_wrong: 'this passkey lets nobody in here',
  disabled: 'this user is locked; an owner can unlock it',
}

/**
 * A login gets a session of a new id: one that was known before is worth nothing afterwards, and neither is
 * its token against forged requests. The next look at the session brings the new one.
 */
export async function beginLogin(ctx: HttpContext, { id, generation }: User): Promise<void> {
  const { ports } = await app.container.make('identity')
  const { session, request } = ctx
  const before = session.get('login') as KeptLogin | undefined
  const nowMs = ports.now()
  session.clear()
  session.regenerate()
  const login: KeptLogin = {
    userId: id,
    generation,
    freshAtMs: nowMs,
    beganAtMs: before?.userId === id ? before.beganAtMs : nowMs,
    from: request.ip(),
    agent: (request.header('user-agent') ?? '').slice(0, AGENT_MAX),
  }
  session.put('login', login)
}

/** This session goes on under the user's new generation; all others have ended. */
export function keepLogin({ session }: HttpContext, { generation }: User): void {
  const login = session.get('login') as KeptLogin
  session.regenerate()
  session.put('login', { ...login, generation } satisfies KeptLogin)
}

/**
 * Runs an attempt under limits; `false` counts as a wrong one against each of them, `null` as none. It counts from
 * its beginning: of guesses that are sent all at once no more are looked at than of those one after the other.
 */
export async function attempt<T>(
  limits: readonly (readonly [string, typeof BY_NAME | typeof BY_ADDRESS])[],
  run: () => Promise<T>
): Promise<T> {
  const counted = limits.map(([key, limit]) => ({ key, one: limiter.use(limit) }))
  for (const { key, one } of counted) {
    if (await one.isBlocked(key)) throw tooMany(await one.availableIn(key))
  }
  for (const { key, one } of counted) await one.consume(key)
  const outcome = await run()
  for (const { key, one } of counted) {
    if (outcome === null) await one.decrement(key)
    else if (outcome !== false) await one.delete(key)
  }
  return outcome
}

function tooMany(availableInS: number): ApiProblem {
  const seconds = Math.max(1, availableInS)
  return new ApiProblem(429, 'too_many', `too many attempts; try again in ${seconds} s`, {
    headers: { 'retry-after': String(seconds) },
    members: { retryAfterS: seconds },
  })
}

/** Why nobody was let in, as the API says it. */
export function refusalOf(failure: Refusal | null): ApiProblem {
  const known = failure ?? 'wrong'
  return new ApiProblem(401, known === 'wrong' ? 'login_refused' : known, REFUSALS[known])
}
