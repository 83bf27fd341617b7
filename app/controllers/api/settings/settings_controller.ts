import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { SettingFault, WantedSetting } from '#engine/settings/change_plan.js'
import { ApiProblem, invalid, refused } from '#exceptions/api_problem'
import {
  settingsChangeValidator,
  settingsImportValidator,
  settingsPreviewValidator,
} from '#validators/settings'
import { bodyOf } from '../asked.js'
import { changeView, settingView } from './views.js'

const OVERTAKEN = 'somebody else changed a setting meanwhile: look at it again'

/** What can be set, and every change of it. */
export default class SettingsController {
  async index() {
    const [{ desk }, named] = await Promise.all([app.container.make('settings'), whoIs()])
    const items = desk.rows.map((row) => settingView(row, desk, named))
    return { revision: desk.revision, items }
  }

  async update(ctx: HttpContext) {
    const { desk, planChanges } = await app.container.make('settings')
    const { settings = {}, reset = [] } = await bodyOf(ctx, settingsChangeValidator)
    const wanted = new Map<string, WantedSetting>(reset.map((key) => [key, 'reset']))
    for (const [key, value] of Object.entries(settings)) {
      if (wanted.has(key)) throw invalid(`settings.${key}`, 'it is set and reset at once')
      wanted.set(key, { value })
    }
    const plan = planChanges(desk, wanted)
    if (!plan.ok) throw unacceptable(plan.failure, 'settings.')
    const applied = await desk.apply(plan.value, ctx.caller!)
    if (!applied.ok) throw refused(OVERTAKEN, 'overtaken')
    const named = await whoIs()
    return {
      revision: desk.revision,
      items: applied.value.map((row) => settingView(row, desk, named)),
    }
  }

  /** What was changed here, without secrets, for another installation. */
  async export() {
    const { desk, exportSettings } = await app.container.make('settings')
    return exportSettings(desk.rows)
  }

  /** What a file would change. */
  async preview(ctx: HttpContext) {
    const { file } = await bodyOf(ctx, settingsPreviewValidator)
    const { desk, plan } = await planned(file)
    return { revision: desk.revision, changes: plan.map(changeView) }
  }

  /** Takes a file, all of it or nothing. */
  async import(ctx: HttpContext) {
    const { file, revision } = await bodyOf(ctx, settingsImportValidator)
    const { desk, plan } = await planned(file)
    const since = revision ?? desk.revision
    const applied = await desk.apply(plan, ctx.caller!, { since, by: 'import' })
    if (!applied.ok) throw refused(OVERTAKEN, 'overtaken')
    return { revision: desk.revision, changes: plan.map(changeView) }
  }
}

/** People by name; whoever is nobody here, such as the console, as they are written down. */
async function whoIs(): Promise<(actor: string) => string> {
  const { ports } = await app.container.make('identity')
  const names = new Map((await ports.records.users()).map(({ id, name }) => [`user:${id}`, name]))
  return (actor) => names.get(actor) ?? actor
}

async function planned(file: unknown) {
  const { desk, planChanges, readSettingsFile } = await app.container.make('settings')
  const read = readSettingsFile(file)
  if (!read.ok) throw invalid('file', read.failure)
  const plan = planChanges(desk, read.value)
  if (!plan.ok) throw unacceptable(plan.failure, 'file.settings.')
  return { desk, plan: plan.value }
}

function unacceptable(faults: readonly SettingFault[], place: string): ApiProblem {
  const fields = faults.map(({ key, message }) => ({
    field: `${place}${key.slice(0, 80)}`,
    message,
  }))
  const [first] = fields
  return new ApiProblem(422, 'invalid', `${first?.field}: ${first?.message}`, { fields })
}
