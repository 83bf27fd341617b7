import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { newUserValidator, userChangeValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
import { checkName, checkPassword } from './new_credentials.js'
import { userView } from './views.js'

/** People who may log in. */
export default class UsersController {
  async index() {
    const { ports } = await app.container.make('identity')
    return { users: (await ports.records.users()).map(userView) }
  }

  async store(ctx: HttpContext) {
    const { response, caller } = ctx
    const { ports, addUser } = await app.container.make('identity')
    const wish = await bodyOf(ctx, newUserValidator)
    checkPassword(wish.password, checkName(wish.name))
    const added = await addUser(ports, wish, caller!)
    if (!added.ok) throw refused(added.failure)
    response.status(201)
    return { user: userView(added.value) }
  }

  async update(ctx: HttpContext) {
    const { params, caller } = ctx
    const { ports, changeUser } = await app.container.make('identity')
    const wanted = await bodyOf(ctx, userChangeValidator)
    const id = String(params.id)
    const user = await ports.records.user(id)
    if (user === null) throw notFound('such user')
    if (wanted.password !== undefined) checkPassword(wanted.password, user.name)
    const changed = await changeUser(ports, id, wanted, caller!)
    if (!changed.ok) throw refused(changed.failure)
    return { user: userView(changed.value) }
  }
}
