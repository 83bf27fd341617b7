import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  Density,
  KeptPreferences,
  PreferenceRecords,
  Preferences,
  TableLook,
} from '#ports/preferences.js'

/** What one person's preferences take at most, as JSON. */
const CHARACTERS_MAX = 16_000

/** What of a person's preferences is to change; a table that is `null` goes back to how it comes. */
export interface PreferencesChange {
  readonly density?: Density | undefined
  readonly tables?: Readonly<Record<string, TableLook | null>> | undefined
}

/** Changes a person's own preferences; what is not named stays. The failure is a sentence. */
export async function changePreferences(
  records: PreferenceRecords,
  userId: string,
  { density, tables = {} }: PreferencesChange
): Promise<Result<KeptPreferences, string>> {
  const kept = await records.change(userId, (before) => {
    const merged = Object.entries({ ...before.tables, ...tables })
    const after: Preferences = {
      density: density ?? before.density,
      tables: Object.fromEntries(
        merged.filter((one): one is [string, TableLook] => one[1] !== null)
      ),
    }
    return JSON.stringify(after).length > CHARACTERS_MAX ? null : after
  })
  return kept === null
    ? err(`preferences take ${CHARACTERS_MAX} characters at most; put a table back to its default`)
    : ok(kept)
}
