import type { PlannedChange } from '#engine/settings/change_plan.js'
import { sectionOf, type SettingKind } from '#engine/settings/declaration.js'
import type { SettingRow } from '#engine/settings/setting_row.js'
import type { SettingsDesk } from '#engine/settings/settings_desk.js'

/** A setting as the API shows it: of a secret only whether it is set. `named` says who an actor is. */
export function settingView(
  row: SettingRow,
  desk: Pick<SettingsDesk, 'isWaiting'>,
  named: (actor: string) => string
) {
  const { declaration, value, source, changed, fault } = row
  const { key, label, says, none, variable, holds, isSecret, isFixed } = declaration
  return {
    key,
    section: sectionOf(declaration),
    label,
    says,
    ...kindView(declaration.kind),
    none: none ?? null,
    variable,
    holds,
    isSecret,
    isFixed,
    value: isSecret ? null : value,
    isSet: value !== null,
    default: isSecret ? null : declaration.default,
    source,
    changedBy: changed === null ? null : named(changed.by),
    changedAt: changed === null ? null : new Date(changed.atMs).toISOString(),
    isWaiting: desk.isWaiting(row),
    fault,
  }
}

/** A change as it is shown before it is made. */
export function changeView({ declaration, before, after, isReset }: PlannedChange) {
  const { key, label, holds, isSecret } = declaration
  const shown = isSecret ? { before: null, after: null } : { before, after }
  return { key, label, holds, isReset, ...shown }
}

function kindView(kind: SettingKind) {
  const nothing = { unit: null, min: null, max: null, isWhole: null, choices: null }
  switch (kind.type) {
    case 'number': {
      const { unit, min, max, isWhole } = kind
      return { ...nothing, type: kind.type, unit, min, max, isWhole }
    }
    case 'choice':
      return { ...nothing, type: kind.type, choices: kind.choices }
    default:
      return { ...nothing, type: kind.type }
  }
}
