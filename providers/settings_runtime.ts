/** What settings use, as one module. */
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresSettings } from '#adapters/settings/postgres_settings.js'
import { ALL_SETTINGS } from '#engine/settings/all_settings.js'
import { SettingsDesk } from '#engine/settings/settings_desk.js'
import type { SettingsPorts } from '#engine/settings/settings_ports.js'
import { every } from '#engine/streams/every.js'
import type { OpenDatabase } from '#ports/database.js'
import { settingsInForce } from './settings_in_force.js'

export { planChanges } from '#engine/settings/change_plan.js'
export { readText } from '#engine/settings/read_value.js'
export { exportSettings, readSettingsFile } from '#engine/settings/settings_file.js'
export { formatTable } from '#engine/text_table.js'

/** What another process changes is noticed within this time. */
const LOOK_MS = 1_000

/** Opens the settings of this process. */
export async function openSettings(
  database: OpenDatabase,
  around: Pick<SettingsPorts, 'environment' | 'seal' | 'unseal' | 'hide'>
) {
  const records = new PostgresSettings(database, (client, entries) => appendAudit(client, entries))
  const desk = new SettingsDesk(ALL_SETTINGS, { records, now: Date.now, ...around })
  await desk.refresh()
  return { desk, inForce: settingsInForce(desk) }
}

/** Follows what other processes change; ends with the function returned. A database that is away is asked again. */
export function followSettings(desk: SettingsDesk): () => void {
  return every(systemClock, LOOK_MS, { run: () => desk.refresh(), failed: () => {} })
}
