import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { LoginFailure } from '#engine/identity/log_in.js'
import type { KeptLogin, User } from '#ports/identity.js'
import { ApiProblem } from '#exceptions/api_problem'
import { rememberDevice } from './known_device.js'

const AGENT_MAX = 200
/** Where the guard against forged requests keeps what its tokens are made with. */
const SECRET_KEY = 'csrf-secret'

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
  renewSession(ctx)
  const login: KeptLogin = {
    userId: id,
    generation,
    freshAtMs: nowMs,
    beganAtMs: before?.userId === id ? before.beganAtMs : nowMs,
    from: request.ip(),
    agent: (request.header('user-agent') ?? '').slice(0, AGENT_MAX),
  }
  session.put('login', login)
  await rememberDevice(ctx, id)
}

/**
 * Empties the session and gives it a new id. Its secret against forged requests is there at once: of several requests
 * beside each other each would make its own, and the token of all but the last would be refused.
 */
export function renewSession({ session }: HttpContext): void {
  session.clear()
  session.regenerate()
  session.put(SECRET_KEY, randomBytes(18).toString('base64url'))
}

/** This session goes on under the user's new generation; all others have ended. */
export function keepLogin({ session }: HttpContext, { generation }: User): void {
  const login = session.get('login') as KeptLogin
  session.regenerate()
  session.put('login', { ...login, generation } satisfies KeptLogin)
}

/** Why nobody was let in, as the API says it. */
export function refusalOf(failure: Refusal | null): ApiProblem {
  const known = failure ?? 'wrong'
  return new ApiProblem(401, known === 'wrong' ? 'login_refused' : known, REFUSALS[known])
}
