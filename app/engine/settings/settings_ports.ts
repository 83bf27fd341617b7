import type { SettingRecords, SettingValue } from '#ports/settings.js'

/** What settings need of the outside. */
export interface SettingsPorts {
  readonly records: SettingRecords
  /** Values of environment variables, read and checked at the start; absent where one is not set. */
  readonly environment: ReadonlyMap<string, SettingValue>
  /** Encrypts a secret; with the key of another setting it does not open. */
  seal(value: string, key: string): string
  /** `null` where it does not open. */
  unseal(sealed: string, key: string): string | null
  /** Told of every secret before it is used, so that no log line has it. */
  hide(secret: string): void
  now(): number
}
