import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { ABILITIES } from '#engine/identity/abilities.js'
import { callerMay, isFresh } from '#engine/identity/caller.js'
import type { LoginFailure } from '#engine/identity/log_in.js'
import { invalid, refused } from '#exceptions/api_problem'
import { freshenValidator, logInValidator, setUpValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
import { attempt, freshLanes, passwordLanes, setupLanes } from './attempts.js'
import { beginLogin, refusalOf, renewSession } from './login.js'
import { checkName, checkPassword } from './new_credentials.js'
import { userView } from './views.js'

/** The session of whoever calls: its state, its beginning, its end. */
export default class SessionController {
  /** Tells who is logged in and what they may; sets the cookie that changes need. */
  async show({ caller }: HttpContext) {
    const { ports } = await app.container.make('identity')
    if (caller === null) {
      const hasUsers = await ports.records.hasUsers()
      const state = hasUsers ? ('signed_out' as const) : ('setup_needed' as const)
      return { state, user: null, abilities: [] }
    }
    return {
      state: 'signed_in' as const,
      user: userView(caller.user),
      abilities: ABILITIES.filter((one) => callerMay(caller, one)),
      isFresh: isFresh(caller, ports.now()),
      token: caller.token === null ? null : caller.token.id,
    }
  }

  /** Makes the owner of a fresh installation and logs them in. */
  async setUp(ctx: HttpContext) {
    const { ports, setupCode, addOwner } = await app.container.make('identity')
    const { setupCode: given, name, password } = await bodyOf(ctx, setUpValidator)
    if (await ports.records.hasUsers()) throw refused('this installation has an owner already')
    const from = ctx.request.ip()
    const isRight = await attempt(setupLanes(ctx), () => setupCode.matches(given))
    if (!isRight) throw invalid('setupCode', 'is not the code that the console shows')
    checkPassword(password, checkName(name))
    const added = await addOwner(ports, { name, password }, { actor: 'console', from })
    if (!added.ok) throw refused(added.failure)
    await ports.records.noteLogin(added.value.id, ports.now())
    await beginLogin(ctx, added.value)
    ctx.response.status(201)
    return { user: userView(added.value) }
  }

  /** Logs a person in. */
  async store(ctx: HttpContext) {
    const { ports, logIn } = await app.container.make('identity')
    const { name, password, code } = await bodyOf(ctx, logInValidator)
    const from = ctx.request.ip()
    let failure: LoginFailure | null = null
    const user = await attempt(await passwordLanes(ctx, name), async () => {
      const outcome = await logIn(ports, { name, password, code: code ?? null }, from)
      if (outcome.ok) return outcome.value
      failure = outcome.failure
      // Whoever has the password right is asked for the code: no wrong attempt.
      return failure === 'code_needed' ? null : false
    })
    if (user === false || user === null) throw refusalOf(failure)
    await beginLogin(ctx, user)
    return { user: userView(user) }
  }

  /** Takes the password again, for what wants a fresh login. */
  async freshen(ctx: HttpContext) {
    const { ports, logIn } = await app.container.make('identity')
    const { password, code } = await bodyOf(ctx, freshenValidator)
    const { name } = ctx.caller!.user
    let failure: LoginFailure | null = null
    const user = await attempt(freshLanes(ctx), async () => {
      const from = ctx.request.ip()
      const outcome = await logIn(ports, { name, password, code: code ?? null }, from)
      if (outcome.ok) return outcome.value
      failure = outcome.failure
      return failure === 'code_needed' ? null : false
    })
    if (user === false || user === null) throw refusalOf(failure)
    await beginLogin(ctx, user)
    return { isFresh: true }
  }

  /** Ends the session. */
  async destroy(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const caller = ctx.caller!
    renewSession(ctx)
    await ports.audit.append({
      actor: caller.actor,
      action: 'user.logged_out',
      subject: `user:${caller.user.id}`,
      detail: { from: caller.from },
    })
    return ctx.response.status(204).send('')
  }
}
