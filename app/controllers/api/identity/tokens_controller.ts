import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid, notFound, refused } from '#exceptions/api_problem'
import TokenPolicy from '#policies/token_policy'
import { newTokenValidator } from '#validators/identity'
import { bodyOf } from '../asked.js'
import { tokenView } from './views.js'

/** Keys of programs. A person sees and takes back their own; an owner those of all. */
export default class TokensController {
  async index({ caller, bouncer }: HttpContext) {
    const { ports, abilitiesForTokens } = await app.container.make('identity')
    const { id, role } = caller!.user
    const seesAll = await bouncer.with(TokenPolicy).allows('seeAll')
    const tokens = await ports.records.tokens(seesAll ? undefined : id)
    return { tokens: tokens.map(tokenView), abilities: abilitiesForTokens(role) }
  }

  /** Makes a token; the answer is the only place where its text is ever shown. */
  async store(ctx: HttpContext) {
    const { response, caller } = ctx
    const { ports, createToken, readTokenName } = await app.container.make('identity')
    const wish = await bodyOf(ctx, newTokenValidator)
    const name = readTokenName(wish.name)
    if (!name.ok) throw invalid('name', name.failure)
    const made = await createToken(ports, caller!.user, wish, caller!)
    if (!made.ok) throw refused(made.failure)
    const { token, text } = made.value
    response.status(201)
    return { token: tokenView(token), text }
  }

  async destroy({ params, caller, bouncer }: HttpContext) {
    const { ports, revokeToken } = await app.container.make('identity')
    const id = String(params.id)
    const found = await ports.records.token(id)
    // Whether there is a token of somebody else is nobody's business.
    const isTheirs =
      found !== null && (await bouncer.with(TokenPolicy).allows('revoke', found.token))
    if (!isTheirs) throw notFound('such token')
    const revoked = await revokeToken(ports, id, caller!)
    if (!revoked.ok) throw refused(revoked.failure)
    return { token: tokenView(revoked.value) }
  }
}
