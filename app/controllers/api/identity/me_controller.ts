import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { confirmTotp, proposeTotp } from '#engine/identity/second_factor.js'
import { ApiProblem, refused } from '#exceptions/api_problem'
import { passwordValidator, totpValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
import { attempt, freshLanes } from './attempts.js'
import { keepLogin } from './login.js'
import { checkPassword } from './new_credentials.js'
import { userView } from './views.js'

/** What people change about themselves. */
export default class MeController {
  /** Sets a new password; every other session of the user ends. */
  async password(ctx: HttpContext) {
    const { ports, changeUser } = await app.container.make('identity')
    const { password, newPassword } = await bodyOf(ctx, passwordValidator)
    const { user, actor, from } = ctx.caller!
    // As many guesses as for a fresh login: whoever found an open session does not find out the password.
    const isRight = await attempt(freshLanes(ctx), async () => {
      const known = await ports.records.credentialsOf(user.id)
      return known !== null && ports.hash.verify(known.passwordHash, password)
    })
    if (!isRight) throw new ApiProblem(401, 'login_refused', 'the present password is wrong')
    checkPassword(newPassword, user.name, 'newPassword')
    const changed = await changeUser(ports, user.id, { password: newPassword }, { actor, from })
    if (!changed.ok) throw refused(changed.failure)
    keepLogin(ctx, changed.value)
    return { user: userView(changed.value) }
  }

  /** Begins a second factor: a secret for the authenticator, which counts once it is confirmed. */
  async proposeTotp({ caller, session }: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { secret, address, sealed } = proposeTotp(ports, caller!.user)
    session.put('totp', sealed)
    return { secret, address }
  }

  /** Confirms the second factor with its first code. */
  async confirmTotp(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { code } = await bodyOf(ctx, totpValidator)
    const { user, actor, from } = ctx.caller!
    const sealed = String(ctx.session.pull('totp', ''))
    const changed = await confirmTotp(ports, user, { sealed, code }, { actor, from })
    if (!changed.ok) throw refused(changed.failure)
    keepLogin(ctx, changed.value)
    return { user: userView(changed.value) }
  }

  /** Takes the second factor away. */
  async removeTotp(ctx: HttpContext) {
    const { ports, changeUser } = await app.container.make('identity')
    const { user, actor, from } = ctx.caller!
    const changed = await changeUser(ports, user.id, { removesTotp: true }, { actor, from })
    if (!changed.ok) throw refused(changed.failure)
    keepLogin(ctx, changed.value)
    return { user: userView(changed.value) }
  }
}
