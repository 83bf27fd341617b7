import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { CHANNELS } from '#engine/streams/channels.js'
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
    const { addresses = null, ...asked } = await bodyOf(ctx, newTokenValidator)
    const wish = { ...asked, addresses }
    const name = readTokenName(wish.name)
    if (!name.ok) throw invalid('name', name.failure)
    const made = await createToken(ports, caller!.user, wish, caller!)
    if (!made.ok) throw refused(made.failure)
    const { token, text } = made.value
    response.status(201)
    return { token: tokenView(token), text }
  }

  /** The calls of the API and the channels that each ability opens: what a token would be let through to. */
  async reach({ caller }: HttpContext) {
    const [{ abilitiesForTokens }, routes] = await Promise.all([
      app.container.make('identity'),
      app.container.make('api_routes'),
    ])
    const possible = new Set(abilitiesForTokens(caller!.user.role))
    const calls = routes.flatMap(({ method, path, says, access }) =>
      typeof access !== 'string' && possible.has(access.ability)
        ? [{ ability: access.ability, method, path, says }]
        : []
    )
    const channels = CHANNELS.filter(({ ability }) => possible.has(ability))
    return { calls, channels: channels.map(({ form, ability }) => ({ ability, name: form })) }
  }

  /** Gives a token of one's own another text; nobody gets to know that of somebody else's. */
  async rotate(ctx: HttpContext) {
    const { params, caller, response } = ctx
    const { ports, rotateToken } = await app.container.make('identity')
    const found = await ports.records.token(String(params.id))
    if (found?.token.userId !== caller!.user.id) throw notFound('such token of yours')
    const made = await rotateToken(ports, caller!.user, found.token, caller!)
    if (!made.ok) throw refused(made.failure)
    response.status(201)
    return { token: tokenView(made.value.token), text: made.value.text }
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
