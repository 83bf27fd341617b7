import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { loginView } from './views.js'

/** Where whoever calls is logged in. */
export default class LoginsController {
  async index({ caller, session }: HttpContext) {
    const { ports, openLogins } = await app.container.make('identity')
    const here = ports.logins.nameOf(session.sessionId)
    const logins = await openLogins(ports, caller!.user)
    return { sessions: logins.map((one) => loginView(one, one.id === here)) }
  }

  /** Ends all but this one. */
  async destroyOthers({ caller, session }: HttpContext) {
    const { ports, openLogins, endLogins } = await app.container.make('identity')
    const here = ports.logins.nameOf(session.sessionId)
    const logins = await openLogins(ports, caller!.user)
    const others = logins.map(({ id }) => id).filter((id) => id !== here)
    return { ended: await endLogins(ports, caller!.user, others, caller!) }
  }

  async destroy({ caller, session, params }: HttpContext) {
    const { ports, endLogins } = await app.container.make('identity')
    const id = String(params.id)
    if (id === ports.logins.nameOf(session.sessionId)) throw refused('this is here: log out')
    const ended = await endLogins(ports, caller!.user, [id], caller!)
    if (ended === 0) throw notFound('such session of yours')
    return { ended }
  }
}
