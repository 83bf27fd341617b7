import { err, ok, type Result } from '#kernel/values/result.js'
import type { SettingValue } from '#ports/settings.js'
import type { WantedSetting } from './change_plan.js'
import type { SettingRow } from './setting_row.js'

/** The form of the file; another number is another form. */
const FORM = 1

/** Settings as a file holds them: what somebody changed, without secrets. */
export interface SettingsFile {
  readonly form: typeof FORM
  readonly settings: Readonly<Record<string, SettingValue>>
}

/** What was changed in this installation, as a file that another one can take. Secrets stay here. */
export function exportSettings(rows: readonly SettingRow[]): SettingsFile {
  const settings = Object.fromEntries(
    rows
      .filter(({ source, declaration }) => source === 'database' && !declaration.isSecret)
      .map(({ declaration, value }) => [declaration.key, value])
  )
  return { form: FORM, settings }
}

/** Reads what a file holds, without looking at the values: the plan does that. */
export function readSettingsFile(
  file: unknown
): Result<ReadonlyMap<string, WantedSetting>, string> {
  if (!isRecord(file)) return err('the file is a JSON object, as export makes it')
  if (file.form !== FORM) return err(`the field "form" must be ${FORM}: this is another file`)
  if (!isRecord(file.settings)) return err('the field "settings" is an object of keys and values')
  const surplus = Object.keys(file).find((name) => name !== 'form' && name !== 'settings')
  if (surplus !== undefined) return err(`the field "${surplus.slice(0, 60)}" does not belong here`)
  return ok(new Map(Object.entries(file.settings).map(([key, value]) => [key, { value }])))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
