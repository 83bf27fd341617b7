import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { User } from '#ports/identity.js'
import type { PasskeyAnswer } from '#ports/passkeys.js'
import { refused } from '#exceptions/api_problem'
import { passkeyValidator } from '#validators/passkeys'
import { bodyOf } from '../asked.js'
import { attempt, freshLanes, passkeyLanes } from './attempts.js'
import { beginLogin, refusalOf } from './login.js'
import { challengeOf, siteOf, wait, type PasskeyPurpose } from './passkey_question.js'
import { userView } from './views.js'

/** Logins by passkey. */
export default class PasskeySessionController {
  /** Asks for any passkey of this site; who has any is not told. */
  async ask(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    return wait(ctx, 'log_in', await ports.ceremonies.ask(await siteOf(ctx), null))
  }

  /** Logs in the person whose passkey it is. */
  async store(ctx: HttpContext) {
    const { answer } = await bodyOf(ctx, passkeyValidator)
    const user = await this.#checked(ctx, 'log_in', answer)
    await beginLogin(ctx, user)
    return { user: userView(user) }
  }

  /** Asks for one of the caller's own passkeys. */
  async askFresh(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const site = await siteOf(ctx)
    const known = await ports.passkeys.of(ctx.caller!.user.id)
    if (known.length === 0) throw refused('you have no passkey yet', 'no_passkey')
    return wait(ctx, 'freshen', await ports.ceremonies.ask(site, known))
  }

  /** Takes a passkey in place of the password, for what wants a fresh login. */
  async freshen(ctx: HttpContext) {
    const { answer } = await bodyOf(ctx, passkeyValidator)
    const user = await this.#checked(ctx, 'freshen', answer)
    await beginLogin(ctx, user)
    return { isFresh: true }
  }

  async #checked(ctx: HttpContext, purpose: PasskeyPurpose, answer: PasskeyAnswer): Promise<User> {
    const { ports, logInByPasskey } = await app.container.make('identity')
    const site = await siteOf(ctx)
    const challenge = await challengeOf(ctx, purpose)
    const from = ctx.request.ip()
    const userId = purpose === 'freshen' ? ctx.caller!.user.id : null
    const lanes = userId === null ? passkeyLanes(ctx) : freshLanes(ctx)
    let isLocked = false
    const user = await attempt(lanes, async () => {
      const outcome = await logInByPasskey(ports, { site, challenge, answer, userId }, from)
      if (outcome.ok) return outcome.value
      isLocked = outcome.failure === 'disabled'
      return false
    })
    if (user !== false) return user
    if (isLocked) throw refusalOf('disabled')
    throw refusalOf('passkey_wrong')
  }
}
