import type { SettingRow } from '#engine/settings/setting_row.js'
import type { AlertRow } from '#ports/alerts.js'
import type { HealthPart } from './health_ring.js'
import type { Checked } from './latest_check.js'

/** What a bundle is made of; a part that the caller may not see is `null`. */
export interface BundleParts {
  readonly atMs: number
  readonly versions: Readonly<Record<string, string | null>>
  readonly parts: readonly HealthPart[]
  readonly checked: Checked
  readonly settings: readonly SettingRow[] | null
  readonly alerts: readonly AlertRow[] | null
  /** Lines of the log, each a JSON text. */
  readonly log: readonly string[] | null
}

/**
 * Everything that whoever helps from afar wants to know, as one JSON text without secrets: of secret settings only
 * whether they are set, and `clean` takes out of every text what it knows to be one.
 */
export function bundleText(given: BundleParts, clean: (line: string) => string): string {
  const { atMs, versions, parts, checked, settings, alerts, log } = given
  const leftOut = Object.entries({ settings, alerts, log }).flatMap(([name, part]) =>
    part === null ? [name] : []
  )
  const bundle = {
    madeAt: new Date(atMs).toISOString(),
    versions,
    leftOut,
    health: parts,
    check: { at: new Date(checked.atMs).toISOString(), findings: checked.findings },
    ...(settings === null ? {} : { settings: settings.map(told) }),
    ...(alerts === null ? {} : { alerts }),
    // Each line by itself: within a text its quotes would stand behind backslashes.
    ...(log === null ? {} : { log: log.map((line) => parsed(clean(line))) }),
  }
  return JSON.stringify(JSON.parse(clean(JSON.stringify(bundle))), null, 2)
}

function told({ declaration, value, source, changed }: SettingRow) {
  const { key, isSecret } = declaration
  return {
    key,
    value: isSecret ? null : value,
    isSet: value !== null,
    isSecret,
    source,
    changedAt: changed === null ? null : new Date(changed.atMs).toISOString(),
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
