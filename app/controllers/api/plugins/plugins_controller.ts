import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { searchValidator } from '#validators/plugins'
import { queryOf } from '../asked.js'
import { dated } from '../dated.js'
import { done, problemOf } from './refusals.js'
import { detailsView, incidentView, installedView, shippedView } from './views.js'

/** Registries that were asked within this time are not asked again. */
const REFRESH_MS = 3_600_000
/** How far back what went wrong is told. */
const INCIDENTS_MS = 30 * 86_400_000
const ENVIRONMENTS = ['example', 'paper', 'live'] as const

/** Plugins: those that can be used, and those that could be installed. */
export default class PluginsController {
  async index() {
    const { ports, listPlugins, listInstalled } = await app.container.make('plugins')
    const [shipped, installed] = [await listPlugins(ports.places.root), await listInstalled(ports)]
    return {
      shipped: shipped.map(shippedView),
      installed: installed.map(installedView),
      safeMode: ports.safeMode,
    }
  }

  async show({ params }: HttpContext) {
    return known(String(params.id))
  }

  /** What a stranger wrote, as text; whoever shows it must not let it be more than that. */
  async readme({ params }: HttpContext) {
    const { ports, pluginReadme, notInstalled } = await app.container.make('plugins')
    const id = String(params.id)
    const readme = await pluginReadme(id, ports)
    if (readme === null) throw problemOf(await notInstalled(id, ports))
    return readme
  }

  /** Its code as text, for whoever wants to know what it does before it does it. */
  async source({ params }: HttpContext) {
    const { ports, pluginSource, notInstalled } = await app.container.make('plugins')
    const id = String(params.id)
    const source = await pluginSource(id, ports)
    if (source === null) throw problemOf(await notInstalled(id, ports))
    return source
  }

  /** What went wrong with it lately, in every environment. */
  async incidents({ params }: HttpContext) {
    const { ports } = await app.container.make('plugins')
    const id = String(params.id)
    const since = Date.now() - INCIDENTS_MS
    const lists = await Promise.all(
      ENVIRONMENTS.map((environment) => ports.incidents.since(id, environment, since))
    )
    // One that was removed is known by what it did.
    if (lists.flat().length === 0) await known(id)
    const latest = lists.flat().toSorted((a, b) => b.atMs - a.atMs)
    return { items: latest.slice(0, 100).map(incidentView) }
  }

  /** Searches the registries that are followed. */
  async search(ctx: HttpContext) {
    const { text = '', kind } = await queryOf(ctx, searchValidator)
    const [{ searchPlugins, ports }, { ports: plugins }] = await Promise.all([
      app.container.make('registries'),
      app.container.make('plugins'),
    ])
    await ports.indexes.refresh(REFRESH_MS)
    const records = await plugins.records.plugins()
    const installed = new Map(records.map((one) => [one.id, one.activeVersion]))
    const request = { text, installed, ...(kind === undefined ? {} : { kind }) }
    const { hits, hint } = searchPlugins(request, await ports.indexes.all())
    return { items: hits, hint, warnings: await ports.indexes.warnings() }
  }

  /** Asks the sources of what is installed for newer versions. */
  async updates() {
    const { ports, checkUpdates } = await app.container.make('plugins')
    return { items: done(await checkUpdates(ports)) }
  }
}

/** A plugin that is installed, shipped or offered; anything else is not found. */
async function known(id: string) {
  const { ports, pluginDetails, listPlugins, notInstalled } = await app.container.make('plugins')
  const details = await pluginDetails(id, ports)
  if (details !== null) return { installed: detailsView(details) }
  const shipped = (await listPlugins(ports.places.root)).find(({ name }) => name === id)
  if (shipped !== undefined) return { shipped: shippedView(shipped) }
  const registries = await app.container.make('registries')
  const { indexes } = registries.ports
  const offered = await registries.offeredPlugin(id, indexes, ports.platform)
  if (offered === null) throw problemOf(await notInstalled(id, ports))
  const offers = offered.offers.map(({ versions, ...offer }) => ({
    ...offer,
    versions: versions.map(dated),
  }))
  return { offered: { ...offered, offers } }
}
