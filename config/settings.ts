import env from '#start/env'
import { ALL_SETTINGS } from '#engine/settings/all_settings.js'
import type { SettingValue } from '#ports/settings.js'

/** What the environment sets: it counts before what the database says. */
const environment = new Map<string, SettingValue>()
for (const { variable } of ALL_SETTINGS) {
  if (variable === null) continue
  const told: unknown = env.get(variable)
  const value =
    variable === 'APP_KEY' ? env.get('APP_KEY')?.release() : (told as SettingValue | undefined)
  if (value !== undefined && value !== '') environment.set(variable, value)
}

export default { environment }
