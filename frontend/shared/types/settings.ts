/** What a setting can be; a fraction is a part of one, 0.05 for 5 %. */
export type SettingValue = number | boolean | string | null

export type SettingUnit =
  | 'ms'
  | 'seconds'
  | 'minutes'
  | 'days'
  | 'fraction'
  | 'basis_points'
  | 'money'
  | 'units'
  | 'times'
  | 'port'

/** A setting as `GET /settings` tells it: of a secret only whether it is set. */
export interface Setting {
  /** `section.name`. */
  key: string
  section: string
  label: string
  says: string
  type: 'number' | 'boolean' | 'choice' | 'text'
  unit: SettingUnit | null
  min: number | null
  max: number | null
  isWhole: boolean | null
  choices: string[] | null
  /** What `null` means; `null` where it is no value of it. */
  none: string | null
  /** The environment variable that sets it over the database. */
  variable: string | null
  holds: 'now' | 'restart'
  isSecret: boolean
  isFixed: boolean
  value: SettingValue
  isSet: boolean
  default: SettingValue
  source: 'default' | 'environment' | 'database'
  changedBy: string | null
  changedAt: string | null
  /** Whether it holds only after a restart, and something else does now. */
  isWaiting: boolean
  /** Why the stored value does not count. */
  fault: string | null
}

export interface SettingsAnswer {
  revision: number
  items: Setting[]
}

/** A file of settings, without secrets. */
export interface SettingsFile {
  form: 1
  settings: Record<string, SettingValue>
}

/** What a file would change. */
export interface SettingsPreview {
  revision: number
  changes: {
    key: string
    holds: 'now' | 'restart'
    before: SettingValue
    after: SettingValue
  }[]
}
