import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { channelOf, type Channel } from '#engine/streams/channels.js'
import type { StreamLogin } from '#engine/streams/stream_client.js'
import { ApiProblem, notFound, refused } from '#exceptions/api_problem'
import AccessPolicy from '#policies/access_policy'
import { streamValidator, subscribeValidator, unsubscribeValidator } from '#validators/streams'
import { bodyOf, queryOf } from '../asked.js'

/** Streams: opened once by a client, then told which channels it wants. */
export default class StreamsController {
  /** Answers with events for as long as the client and the login last. */
  async open(ctx: HttpContext) {
    const { uid } = await queryOf(ctx, streamValidator)
    const { hub, openLine, silentBody } = await app.container.make('streams')
    const login = loginOf(ctx)
    const fault = hub.fault(uid, login)
    if (fault !== null) {
      throw new ApiProblem(429, 'too_many', fault, { headers: { 'retry-after': '5' } })
    }
    const line = openLine(uid, ctx)
    hub.open(uid, login, line)
    return ctx.response.stream(silentBody())
  }

  /** From the number in the answer on every message comes; the snapshot is fetched after it. */
  async subscribe(ctx: HttpContext) {
    const { uid, channel: name, epoch, seq } = await bodyOf(ctx, subscribeValidator)
    const { hub } = await app.container.make('streams')
    const channel = await allowed(ctx, name)
    const login = loginOf(ctx)
    if (!hub.owns(uid, login)) throw notFound('such stream of yours; open it first')
    const place = hub.subscribe(uid, login, channel)
    if (!place.ok) throw refused(place.failure)
    const isCurrent = epoch === place.value.epoch && seq === place.value.seq
    return { ...place.value, refetch: !isCurrent }
  }

  async unsubscribe(ctx: HttpContext) {
    const { uid, channel } = await bodyOf(ctx, unsubscribeValidator)
    const { hub } = await app.container.make('streams')
    if (!hub.unsubscribe(uid, loginOf(ctx), channel)) throw notFound('such stream of yours')
    return ctx.response.status(204).send('')
  }
}

/** The channel of a name that this caller may hear. */
async function allowed({ caller, bouncer }: HttpContext, name: string): Promise<Channel> {
  const channel = channelOf(name)
  if (channel === null) throw notFound(`channel ${name.slice(0, 80)}`)
  const { ability, account } = channel
  if (await bouncer.with(AccessPolicy).denies('use', ability)) {
    const { ports: identity } = await app.container.make('identity')
    await identity.audit.append({
      actor: caller!.actor,
      action: 'access.refused',
      subject: `ability:${ability}`,
      detail: { channel: name, from: caller!.from },
    })
    throw new ApiProblem(403, 'forbidden', `this needs the ability ${ability}`, {
      members: { ability },
    })
  }
  if (account === null) return channel
  const { ports } = await app.container.make('trading')
  const isThere = (await ports.records.accounts()).some((one) => one.name === account)
  if (!isThere) throw notFound(`account ${account}`)
  return channel
}

function loginOf({ caller, session }: HttpContext): StreamLogin {
  return { caller: caller!, sessionId: caller!.token === null ? session.sessionId : null }
}
