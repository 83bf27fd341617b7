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
    const { uid, channels } = await bodyOf(ctx, subscribeValidator)
    const { hub } = await app.container.make('streams')
    const login = loginOf(ctx)
    if (!hub.owns(uid, login)) throw notFound('such stream of yours; open it first')
    const isThere = accountLooker()
    const places: { channel: string; seq: number; refetch: boolean }[] = []
    const refusals: { channel: string; status: number; code: string; detail: string }[] = []
    for (const { name, epoch, seq } of channels) {
      try {
        const channel = await allowed(ctx, name, isThere)
        const place = hub.subscribe(uid, login, channel)
        if (!place.ok) throw refused(place.failure)
        const isCurrent = epoch === hub.epoch && seq === place.value.seq
        places.push({ ...place.value, refetch: !isCurrent })
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        const { status, code, detail } = error
        refusals.push({ channel: name, status, code, detail })
      }
    }
    return { epoch: hub.epoch, places, refusals }
  }

  async unsubscribe(ctx: HttpContext) {
    const { uid, channels } = await bodyOf(ctx, unsubscribeValidator)
    const { hub } = await app.container.make('streams')
    const login = loginOf(ctx)
    if (!hub.owns(uid, login)) throw notFound('such stream of yours')
    for (const channel of channels) hub.unsubscribe(uid, login, channel)
    return ctx.response.status(204).send('')
  }
}

/** The channel of a name that this caller may hear; each is asked for its own right. */
async function allowed(
  { caller, bouncer }: HttpContext,
  name: string,
  isThere: (account: string) => Promise<boolean>
): Promise<Channel> {
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
    throw new ApiProblem(403, 'forbidden', `this needs the ability ${ability}`)
  }
  if (account !== null && !(await isThere(account))) throw notFound(`account ${account}`)
  return channel
}

/** Whether there is an account of a name; they are read once for all channels of a request. */
function accountLooker(): (name: string) => Promise<boolean> {
  let names: Promise<ReadonlySet<string>> | undefined
  const read = async () => {
    const { ports } = await app.container.make('trading')
    return new Set((await ports.records.accounts()).map((one) => one.name))
  }
  return async (name) => (await (names ??= read())).has(name)
}

function loginOf({ caller, session }: HttpContext): StreamLogin {
  return { caller: caller!, sessionId: caller!.token === null ? session.sessionId : null }
}
