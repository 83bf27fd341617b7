import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { ApiProblem } from '#exceptions/api_problem'
import type { RegistryOffer } from '#engine/plugin_registry/follow_registry.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import type { FollowedRegistry } from '#ports/plugin_registry.js'
import { followValidator, leaveValidator } from '#validators/plugins'
import { bodyOf } from '../asked.js'
import { leaveAudit } from '../leave_audit.js'
import { instant } from '../trading/views.js'
import { changed } from './change_notes.js'

/** Registries of plugins: those that are followed, and following another. */
export default class RegistriesController {
  async index() {
    const { ports } = await app.container.make('registries')
    const [rows, indexes, warnings] = await Promise.all([
      ports.records.list(),
      ports.indexes.all(),
      ports.indexes.warnings(),
    ])
    const items = rows.map((row) => {
      const index = indexes.find(({ registry }) => registry.url === row.url)?.index ?? null
      return {
        ...registryView(row, ports.now()),
        name: index?.name ?? null,
        plugins: index?.plugins.length ?? 0,
        blocked: index?.blocked.length ?? 0,
      }
    })
    return { items, warnings }
  }

  /** A key that nobody named is shown and refused: it is confirmed by sending it. */
  async store(ctx: HttpContext) {
    const { url, keyId = null, vouches = 'verified' } = await bodyOf(ctx, followValidator)
    const { followRegistry, ports } = await app.container.make('registries')
    await leaveAudit(ctx, 'registry.asked', `registry:${url.slice(0, 200)}`, { what: 'follow' })
    const offers: RegistryOffer[] = []
    const workingFolder = app.makePath()
    const actor = ctx.caller!.actor
    const followed = await followRegistry(
      { location: url, workingFolder, key: keyId, vouches, actor },
      ports,
      (one) => {
        offers.push(one)
        return Promise.resolve(false)
      }
    )
    if (!followed.ok) throw problemOf(followed.failure, offers[0])
    await changed()
    ctx.response.status(201)
    return { registry: registryView(followed.value, ports.now()) }
  }

  async destroy(ctx: HttpContext) {
    const { url } = await bodyOf(ctx, leaveValidator)
    const { leaveRegistry, ports } = await app.container.make('registries')
    await leaveAudit(ctx, 'registry.asked', `registry:${url.slice(0, 200)}`, { what: 'leave' })
    const request = { location: url, workingFolder: app.makePath(), actor: ctx.caller!.actor }
    const left = await leaveRegistry(request, ports)
    if (!left.ok) throw problemOf(left.failure)
    await changed()
    return { url: left.value.url }
  }

  async refresh() {
    const { refreshRegistries, ports } = await app.container.make('registries')
    const outcomes = await refreshRegistries(ports)
    await changed()
    return {
      items: outcomes.map(({ url, now, failure }) => ({
        url,
        sequence: now.sequence,
        failure: failure?.message ?? null,
      })),
    }
  }
}

function registryView(registry: FollowedRegistry, nowMs: number) {
  const { url, keyId, sequence, expiresAtMs, checkedAtMs, document } = registry
  return {
    url,
    keyId,
    sequence,
    vouches: document.vouches,
    expiresAt: instant(expiresAtMs),
    isExpired: expiresAtMs <= nowMs,
    checkedAt: instant(checkedAtMs),
  }
}

function problemOf({ code, message }: SourceFailure, offer?: RegistryOffer): ApiProblem {
  if (offer !== undefined) {
    const detail = `${offer.url} is signed with the key ${offer.keyId}: compare it with what who runs it says, then send it again with keyId`
    return new ApiProblem(409, 'key_unknown', detail, { members: { key: offer } })
  }
  if (code === 'not_found') return new ApiProblem(404, 'not_found', message)
  return new ApiProblem(code === 'unreachable' ? 503 : 409, code, message)
}
