import type { PlannedChange, SettingFault } from '#engine/settings/change_plan.js'
import type { SettingDeclaration } from '#engine/settings/declaration.js'
import type { SettingRow } from '#engine/settings/setting_row.js'
import type { SettingValue } from '#ports/settings.js'
import { consoleActor } from './_console_actor.js'
import { GatewayCommand } from './_gateway_command.js'
import { timeText } from './_time_text.js'

/** Commands about settings. Whoever can run them can read the database: they are the owner's. */
export abstract class SettingsCommand extends GatewayCommand {
  protected settings() {
    return this.app.container.make('settings')
  }

  /** Makes planned changes and says what became of them. */
  protected async make(
    plan:
      | { ok: true; value: readonly PlannedChange[] }
      | { ok: false; failure: readonly SettingFault[] },
    by: 'hand' | 'import' = 'hand'
  ): Promise<void> {
    if (!plan.ok) {
      return this.refuse(plan.failure.map(({ key, message }) => `${key}: ${message}`).join('\n'))
    }
    const { desk } = await this.settings()
    const applied = await desk.apply(plan.value, { actor: consoleActor(), from: 'console' }, { by })
    if (!applied.ok) {
      return this.refuse('somebody else changed a setting meanwhile: look at it again')
    }
    this.answer({ changes: plan.value.map(changeData) }, () =>
      plan.value.length === 0 ? ['nothing to change'] : plan.value.map(changeText)
    )
  }
}

/** A setting as data. A secret says only whether it is set. */
export function settingData({ declaration, value, source, changed, fault }: SettingRow) {
  const { key, label, says, holds, isSecret, variable } = declaration
  return {
    key,
    label,
    says,
    value: isSecret ? null : value,
    isSet: value !== null,
    default: isSecret ? null : declaration.default,
    source,
    holds,
    variable,
    changedBy: changed?.by ?? null,
    changedAt: changed === null ? null : timeText(changed.atMs),
    fault,
  }
}

/** A value as people read it; never that of a secret. */
export function valueText(declaration: SettingDeclaration, value: SettingValue): string {
  const { kind, none, isSecret } = declaration
  if (value === null) return `none (${none})`
  if (isSecret) return 'set, not shown'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (kind.type !== 'number') return String(value)
  switch (kind.unit) {
    case 'fraction':
      return `${Number((Number(value) * 100).toPrecision(12))} %`
    case 'basis_points':
      return `${value} bp`
    case 'money':
    case 'units':
    case 'times':
    case 'port':
      return String(value)
    default:
      return `${value} ${kind.unit}`
  }
}

function changeData({ declaration, before, after, isReset }: PlannedChange) {
  const { key, isSecret, holds } = declaration
  return { key, holds, isReset, ...(isSecret ? {} : { before, after }) }
}

function changeText({ declaration, before, after }: PlannedChange): string {
  const when = declaration.holds === 'now' ? '' : ', from the next start of the server on'
  const [from, to] = [valueText(declaration, before), valueText(declaration, after)]
  return `${declaration.key}: ${from} -> ${to}${when}`
}
