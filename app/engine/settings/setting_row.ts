import type { SettingValue, StoredSetting } from '#ports/settings.js'
import type { SettingDeclaration } from './declaration.js'
import { readValue } from './read_value.js'
import type { SettingsPorts } from './settings_ports.js'

/** Where a value comes from. */
export type SettingSource = 'default' | 'environment' | 'database'

/** A setting as it stands. */
export interface SettingRow {
  readonly declaration: SettingDeclaration
  /** What was set; what it is by default where nothing was. */
  readonly value: SettingValue
  readonly source: SettingSource
  /** Who changed it last and when; `null` where nobody did. */
  readonly changed: { readonly by: string; readonly atMs: number } | null
  /** What is wrong with the stored value, which then does not count; `null` when nothing is. */
  readonly fault: string | null
}

/** Finds out how a setting stands: the environment counts before the database, that before the default. */
export function settingRow(
  declaration: SettingDeclaration,
  stored: StoredSetting | undefined,
  ports: Pick<SettingsPorts, 'environment' | 'unseal'>
): SettingRow {
  const { variable } = declaration
  const told = variable === null ? undefined : ports.environment.get(variable)
  const changed = stored === undefined ? null : { by: stored.setBy, atMs: stored.setAtMs }
  const kept = stored === undefined ? undefined : storedValue(declaration, stored, ports)
  const fault = kept === undefined || kept.ok ? null : kept.failure
  const facts = { declaration, changed, fault }
  if (told !== undefined) return { ...facts, value: told, source: 'environment' }
  if (kept?.ok === true) return { ...facts, value: kept.value, source: 'database' }
  return { ...facts, value: declaration.default, source: 'default' }
}

/** The stored value; `undefined` where it was put back. */
function storedValue(
  declaration: SettingDeclaration,
  { key, value, sealed }: StoredSetting,
  { unseal }: Pick<SettingsPorts, 'unseal'>
) {
  if (value === undefined && sealed === null) return undefined
  const opened = sealed === null ? value : unseal(sealed, key)
  if (sealed !== null && opened === null) {
    return { ok: false, failure: 'it does not open with this application key' } as const
  }
  return readValue(declaration, opened)
}
