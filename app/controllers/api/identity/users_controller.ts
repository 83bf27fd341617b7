import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { newUserValidator, userChangeValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
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
    if ((await ports.records.user(id)) === null) throw notFound('such user')
    const changed = await changeUser(ports, id, wanted, caller!)
    if (!changed.ok) throw refused(changed.failure)
    return { user: userView(changed.value) }
  }
}
