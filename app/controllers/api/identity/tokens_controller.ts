import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { newTokenValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
import { tokenView } from './views.js'

/** Keys of programs. A person sees and takes back their own; an owner those of all. */
export default class TokensController {
  async index({ caller }: HttpContext) {
    const { ports, abilitiesForTokens } = await app.container.make('identity')
    const { id, role } = caller!.user
    const tokens = await ports.records.tokens(role === 'owner' ? undefined : id)
    return { tokens: tokens.map(tokenView), abilities: abilitiesForTokens(role) }
  }

  /** Makes a token; the answer is the only place where its text is ever shown. */
  async store(ctx: HttpContext) {
    const { response, caller } = ctx
    const { ports, createToken } = await app.container.make('identity')
    const wish = await bodyOf(ctx, newTokenValidator)
    const made = await createToken(ports, caller!.user, wish, caller!)
    if (!made.ok) throw refused(made.failure)
    const { token, text } = made.value
    return response.status(201).send({ token: tokenView(token), text })
  }

  async destroy({ params, caller }: HttpContext) {
    const { ports, revokeToken } = await app.container.make('identity')
    const id = String(params.id)
    const found = await ports.records.token(id)
    const { user } = caller!
    // Whether there is a token of somebody else is nobody's business.
    const isTheirs = found !== null && (user.role === 'owner' || found.token.userId === user.id)
    if (!isTheirs) throw notFound('such token')
    const revoked = await revokeToken(ports, id, caller!)
    if (!revoked.ok) throw refused(revoked.failure)
    return { token: tokenView(revoked.value) }
  }
}
