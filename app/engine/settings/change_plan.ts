import { err, ok, type Result } from '#kernel/values/result.js'
import type { SettingValue } from '#ports/settings.js'
import { didYouMean } from '../nearest.js'
import type { SettingDeclaration } from './declaration.js'
import { readValue } from './read_value.js'
import type { SettingRow } from './setting_row.js'

/** One change that can be made. */
export interface PlannedChange {
  readonly declaration: SettingDeclaration
  readonly before: SettingValue
  readonly after: SettingValue
  /** Whether it is put back to what it is by default. */
  readonly isReset: boolean
}

/** Why a change cannot be made. */
export interface SettingFault {
  readonly key: string
  readonly message: string
}

/** What is wanted of a setting: a value, or that it is put back. */
export type WantedSetting = { readonly value: unknown } | 'reset'

/** Where the settings stand that a plan is made against. */
interface Standing {
  readonly rows: readonly SettingRow[]
  row(key: string): SettingRow | null
}

/**
 * Holds wanted changes against the declarations: all of them can be made, or none is. What would change
 * nothing is left out.
 */
export function planChanges(
  standing: Standing,
  wanted: ReadonlyMap<string, WantedSetting>
): Result<readonly PlannedChange[], readonly SettingFault[]> {
  const changes: PlannedChange[] = []
  const faults: SettingFault[] = []
  for (const [key, wish] of wanted) {
    const planned = planOne(standing, key, wish)
    if (!planned.ok) faults.push({ key, message: planned.failure })
    else if (planned.value !== null) changes.push(planned.value)
  }
  return faults.length > 0 ? err(faults) : ok(changes)
}

function planOne(
  standing: Standing,
  key: string,
  wish: WantedSetting
): Result<PlannedChange | null, string> {
  const row = standing.row(key)
  if (row === null) {
    const keys = standing.rows.map(({ declaration }) => declaration.key)
    return err(`there is no such setting${didYouMean(key, keys)}`)
  }
  const { declaration, source, value: before, fault } = row
  const { variable, isFixed } = declaration
  if (isFixed) return err(`the environment variable ${variable} sets it, and nothing else`)
  if (source === 'environment') {
    return err(`the environment variable ${variable} sets it: take it away there first`)
  }
  if (wish === 'reset') {
    if (source === 'default' && fault === null) return ok(null)
    return ok({ declaration, before, after: declaration.default, isReset: true })
  }
  const read = readValue(declaration, wish.value)
  if (!read.ok) return read
  const isSame = source === 'database' && sameValue(before, read.value)
  return ok(isSame ? null : { declaration, before, after: read.value, isReset: false })
}

/** Whether two values are the same. */
export function sameValue(left: SettingValue, right: SettingValue): boolean {
  return Object.is(left, right)
}
