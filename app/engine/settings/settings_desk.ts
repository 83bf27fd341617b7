import { err, ok, type Result } from '#kernel/values/result.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type { SettingValue, StoredSetting } from '#ports/settings.js'
import { sameValue } from './change_plan.js'
import type { PlannedChange } from './change_plan.js'
import type { SettingDeclaration } from './declaration.js'
import { settingRow, type SettingRow } from './setting_row.js'
import type { SettingsPorts } from './settings_ports.js'

/** Who changes settings, and from where. */
export interface SettingsAsker {
  readonly actor: string
  readonly from: string
}

/**
 * The settings of this process: what was set, what is in force, and who is told of a change. Another
 * process that changes them is noticed at the next `refresh`.
 */
export class SettingsDesk {
  #rows: ReadonlyMap<string, SettingRow> = new Map()
  /** What holds until the next start. */
  readonly #held = new Map<string, SettingValue>()
  readonly #watchers = new Set<() => void>()
  #revision = -1

  constructor(
    private readonly declarations: readonly SettingDeclaration[],
    private readonly ports: SettingsPorts
  ) {}

  /** The number of the last change that is known here. */
  get revision(): number {
    return this.#revision
  }

  /** Every setting, in the order of its declaration. */
  get rows(): readonly SettingRow[] {
    return [...this.#rows.values()]
  }

  /** How a setting stands; `null` where there is none of this key. */
  row(key: string): SettingRow | null {
    return this.#rows.get(key) ?? null
  }

  /** Whether what was set holds only after a restart, and something else does now. */
  isWaiting({ declaration: { key }, value }: SettingRow): boolean {
    const held = this.#held.get(key)
    return held !== undefined && !sameValue(held, value)
  }

  /** The value in force. Throws where there is no such setting, which is a fault of who asks. */
  value(key: string): SettingValue {
    const row = this.#rows.get(key)
    if (row === undefined) throw new RangeError(`there is no setting ${key}`)
    const held = this.#held.get(key)
    return held === undefined ? row.value : held
  }

  /** A number in force. */
  number(key: string): number {
    const value = this.value(key)
    if (typeof value !== 'number') throw new RangeError(`the setting ${key} is no number`)
    return value
  }

  /** Has `run` called after each change of any setting; ends with the function returned. */
  watch(run: () => void): () => void {
    this.#watchers.add(run)
    return () => void this.#watchers.delete(run)
  }

  /** Takes up what was changed since, here or by another process. */
  async refresh(): Promise<void> {
    const { records } = this.ports
    if (this.#revision >= 0 && (await records.revision()) === this.#revision) return
    const { revision, settings } = await records.all()
    const stored = new Map(settings.map((one) => [one.key, one]))
    const isFirst = this.#revision < 0
    this.#rows = new Map(
      this.declarations.map((one) => [one.key, settingRow(one, stored.get(one.key), this.ports)])
    )
    this.#revision = revision
    for (const { declaration, value } of this.#rows.values()) {
      if (declaration.isSecret && typeof value === 'string') this.ports.hide(value)
      if (isFirst && declaration.holds === 'restart') this.#held.set(declaration.key, value)
    }
    for (const run of this.#watchers) run()
  }

  /**
   * Makes planned changes durable, with their entries in the audit log, and has them hold. Fails when
   * somebody else changed a setting since the plan was made.
   */
  async apply(
    changes: readonly PlannedChange[],
    { actor, from }: SettingsAsker,
    { since = this.#revision, by = 'hand' }: { since?: number; by?: 'hand' | 'import' } = {}
  ): Promise<Result<readonly SettingRow[], 'overtaken'>> {
    if (changes.length === 0) return ok([])
    const atMs = this.ports.now()
    const written = await this.ports.records.write({
      settings: changes.map((change) => this.#stored(change, actor, atMs)),
      entries: changes.map((change): AuditEntry => entryOf(change, { actor, from, by })),
      since,
    })
    await this.refresh()
    return written
      ? ok(changes.map(({ declaration }) => this.#rows.get(declaration.key)!))
      : err('overtaken')
  }

  #stored(change: PlannedChange, setBy: string, setAtMs: number): StoredSetting {
    const { key, isSecret } = change.declaration
    const kept = { key, setBy, setAtMs }
    if (change.isReset) return { ...kept, value: undefined, sealed: null }
    if (!isSecret || change.after === null) return { ...kept, value: change.after, sealed: null }
    this.ports.hide(String(change.after))
    return { ...kept, value: undefined, sealed: this.ports.seal(String(change.after), key) }
  }
}

function entryOf(
  { declaration, before, after, isReset }: PlannedChange,
  { actor, from, by }: SettingsAsker & { readonly by: string }
): AuditEntry {
  const { key, isSecret } = declaration
  const shown = (value: SettingValue) => (isSecret ? (value === null ? 'not set' : 'set') : value)
  return {
    actor,
    action: isReset ? 'setting.reset' : 'setting.changed',
    subject: `setting:${key}`,
    detail: { before: shown(before), after: shown(after), by, from },
  }
}
