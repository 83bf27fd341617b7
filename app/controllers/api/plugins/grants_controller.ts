import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { notFound, refused } from '#exceptions/api_problem'
import { grantValidator, revokeValidator } from '#validators/plugins'
import { bodyOf } from '../asked.js'
import { askedFor, changed } from './change_notes.js'

/** What plugins may do, environment by environment. */
export default class PluginGrantsController {
  async store(ctx: HttpContext) {
    const { environment, permissions, confirmation, reason } = await bodyOf(ctx, grantValidator)
    const id = String(ctx.params.id)
    const gateway = await app.container.make('gateway')
    const found = await gateway.ports.grants.manifestOf(id)
    if (found === null) throw notFound('such installed plugin')
    const manifest = gateway.checkManifest(found.text)
    if (!manifest.ok) throw refused(`the manifest of ${id} cannot be read any more`)
    await askedFor(ctx, id, 'grant')
    const { manifestHash, level } = found
    const given = await gateway.grantPermissions(
      {
        manifest: manifest.value,
        manifestHash,
        level,
        environment,
        permissions,
        actor: ctx.caller!.actor,
        ...(reason === undefined ? {} : { reason }),
        ...(confirmation === undefined ? {} : { confirmation }),
      },
      gateway.ports
    )
    if (!given.ok) throw refused(given.failure.message, given.failure.code)
    await this.#noted(id)
    return { environment, granted: given.value.map(gateway.permissionId) }
  }

  async destroy(ctx: HttpContext) {
    const { environment, permissions, reason } = await bodyOf(ctx, revokeValidator)
    const id = String(ctx.params.id)
    const gateway = await app.container.make('gateway')
    if ((await gateway.ports.grants.manifestOf(id)) === null) {
      throw notFound('such installed plugin')
    }
    await askedFor(ctx, id, 'revoke')
    const revoked = await gateway.revokePermissions(
      {
        pluginId: id,
        actor: ctx.caller!.actor,
        ...(environment === undefined ? {} : { environment }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(reason === undefined ? {} : { reason }),
      },
      gateway.ports
    )
    if (!revoked.ok) throw refused(revoked.failure.message, revoked.failure.code)
    await this.#noted(id)
    const rows = revoked.value.map((one) => ({
      environment: one.environment,
      permission: gateway.permissionId(one),
    }))
    return { revoked: rows }
  }

  async #noted(id: string): Promise<void> {
    const plugins = await app.container.make('plugins')
    await plugins.noteGrants(id, plugins.ports)
    await changed()
  }
}
