import type { SettingValue } from '#ports/settings.js'

/** What a number counts. */
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

/** What a value may be. */
export type SettingKind =
  | {
      readonly type: 'number'
      readonly unit: SettingUnit
      readonly min: number
      readonly max: number
      /** Whether it has no decimals. */
      readonly isWhole: boolean
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | {
      readonly type: 'text'
      readonly lengthMax: number
      /** What is wrong with a text, in a sentence that says what would be right; `null` when it is good. */
      fault(text: string): string | null
    }

/** One thing that can be set: what it may be, what it is by default and when a change holds. */
export interface SettingDeclaration {
  /** `section.name`, as `market.replayBarMs`; a unit comes last in the name. */
  readonly key: string
  /** What it is, in a few words. */
  readonly label: string
  /** What it does, in a sentence. */
  readonly says: string
  readonly kind: SettingKind
  readonly default: SettingValue
  /** Whether `null` is a value of it, and what that means; absent where it is none. */
  readonly none?: string
  /** The environment variable that sets it over the database's value; `null` for none. */
  readonly variable: string | null
  /** `now`: a change holds at once; `restart`: from the next start of the server on. */
  readonly holds: 'now' | 'restart'
  /** Never shown, encrypted where it is kept. */
  readonly isSecret: boolean
  /** Only the environment sets it: it is needed before the database can be read. */
  readonly isFixed: boolean
}

/** What of a declaration need not be said. */
type Usual = 'variable' | 'holds' | 'isSecret' | 'isFixed'

/** A declaration with what is usual: it holds at once, is no secret, and no variable sets it. */
export function setting(
  one: Omit<SettingDeclaration, Usual> & Partial<Pick<SettingDeclaration, Usual>>
): SettingDeclaration {
  return { variable: null, holds: 'now', isSecret: false, isFixed: false, ...one }
}

/** The section of a setting: what stands in front of the dot. */
export function sectionOf({ key }: Pick<SettingDeclaration, 'key'>): string {
  return key.slice(0, key.indexOf('.'))
}

/** A number with its bounds. */
export function count(
  unit: SettingUnit,
  [min, max]: readonly [number, number],
  { isWhole = false } = {}
): SettingKind {
  return { type: 'number', unit, min, max, isWhole }
}
