import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid, refused } from '#exceptions/api_problem'
import {
  acceptValidator,
  installValidator,
  removeValidator,
  resetValidator,
  rollbackValidator,
  updateValidator,
} from '#validators/plugins'
import { bodyOf } from '../asked.js'
import { askedFor, changed } from './change_notes.js'
import { done } from './refusals.js'
import { ShownConsent } from './shown_consent.js'

/** Installs, updates and states of plugins, by the same services as the commands. */
export default class PluginChangesController {
  async install(ctx: HttpContext) {
    const body = await bodyOf(ctx, installValidator)
    const { ports, installPlugin, readSource } = await app.container.make('plugins')
    const source = done(await readSource(body.source, { workingFolder: ports.places.root }))
    // What lies on this machine is installed by who sits at it.
    if (source.type === 'folder' || source.type === 'tarball') {
      throw invalid('source', 'give an id or an npm package')
    }
    await askedFor(ctx, body.source, 'install')
    const consent = new ShownConsent(body)
    const wish = {
      source,
      actor: ctx.caller!.actor,
      grant: null,
      acceptsMore: false,
      confirmation: body.confirmation ?? null,
      trustKeyId: body.trustKeyId ?? null,
      allowUnsigned: body.allowUnsigned === true,
      allowDowngrade: body.allowDowngrade === true,
      acceptLookAlike: body.acceptLookAlike ?? null,
      expectedId: null,
    }
    const installed = await installPlugin(wish, ports, consent.observer)
    if (!installed.ok) throw consent.problem(installed.failure)
    await changed()
    ctx.response.status(201)
    return { outcome: installed.value }
  }

  /** What asks for more than the version before waits until it is accepted. */
  async update(ctx: HttpContext) {
    const body = await bodyOf(ctx, updateValidator)
    const id = String(ctx.params.id)
    const { ports, updatePlugin } = await app.container.make('plugins')
    await askedFor(ctx, id, 'update')
    const wish = {
      id,
      source: null,
      actor: ctx.caller!.actor,
      grant: null,
      acceptsMore: false,
      confirmation: null,
      trustKeyId: null,
      allowUnsigned: body.allowUnsigned === true,
      allowDowngrade: body.allowDowngrade === true,
      acceptLookAlike: null,
    }
    const outcome = done(await updatePlugin(wish, ports))
    await changed()
    return { outcome }
  }

  /** Consents to the version that waits, if it is still the one that was read. */
  async accept(ctx: HttpContext) {
    const { version, grant, confirmation = null } = await bodyOf(ctx, acceptValidator)
    const id = String(ctx.params.id)
    const { ports, acceptUpdate } = await app.container.make('plugins')
    const plugin = await ports.records.plugin(id)
    if (plugin !== null && plugin.stagedVersion !== version) {
      throw refused(`version ${version} of ${id} does not wait`, 'nothing_staged')
    }
    await askedFor(ctx, id, 'accept')
    const wish = { id, grant, confirmation, actor: ctx.caller!.actor }
    const outcome = done(await acceptUpdate(wish, ports))
    await changed()
    return { outcome }
  }

  async enable(ctx: HttpContext) {
    const { ports, enablePlugin } = await app.container.make('plugins')
    return this.#change(ctx, 'enable', (asked) => enablePlugin(asked, ports))
  }

  async disable(ctx: HttpContext) {
    const { ports, disablePlugin } = await app.container.make('plugins')
    return this.#change(ctx, 'disable', (asked) => disablePlugin(asked, ports))
  }

  /** Ends a quarantine. */
  async reset(ctx: HttpContext) {
    const { reason } = await bodyOf(ctx, resetValidator)
    const { ports, resetPlugin } = await app.container.make('plugins')
    return this.#change(ctx, 'reset', (asked) => resetPlugin({ ...asked, reason }, ports))
  }

  async rollback(ctx: HttpContext) {
    const { to = null } = await bodyOf(ctx, rollbackValidator)
    const { ports, rollbackPlugin } = await app.container.make('plugins')
    return this.#change(ctx, 'rollback', (asked) => rollbackPlugin({ ...asked, to }, ports))
  }

  async destroy(ctx: HttpContext) {
    const { purge = false, forgetKey = false } = await bodyOf(ctx, removeValidator)
    const { ports, removePlugin } = await app.container.make('plugins')
    const more = { purge, forgetKey }
    return this.#change(ctx, 'remove', (asked) => removePlugin({ ...asked, ...more }, ports))
  }

  async #change<T>(
    ctx: HttpContext,
    what: string,
    change: (asked: { id: string; actor: string }) => Promise<Parameters<typeof done<T>>[0]>
  ) {
    const id = String(ctx.params.id)
    await askedFor(ctx, id, what)
    const outcome = done(await change({ id, actor: ctx.caller!.actor }))
    await changed()
    return { outcome }
  }
}
