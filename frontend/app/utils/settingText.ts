import { formatDecimal } from './format'
import type { Setting, SettingUnit, SettingValue } from '#shared/types/settings'

type Translate = (key: string, values?: Record<string, unknown>) => string
/** Translates; and whether there is a text of a key. */
export interface Words {
  t: Translate
  te: (key: string) => boolean
}

/** What a value that was typed came to: the value, or the text that says what is wrong with it. */
export type TypedValue =
  { value: SettingValue } | { fault: string; values?: Record<string, string> }

/** Digits after the point that any setting may have. */
const DIGITS = 12

/** What a setting is called and what it does, in the reader's language; else in the host's. */
export function settingWords({ key, label, says }: Setting, { t, te }: Words) {
  const at = `settings.item.${key}`
  return te(`${at}.label`) ? { label: t(`${at}.label`), says: t(`${at}.says`) } : { label, says }
}

/** What it means that a setting has no value. */
export function noneWords({ key, none }: Pick<Setting, 'key' | 'none'>, { t, te }: Words): string {
  const at = `settings.none.${key}`
  return te(at) ? t(at) : (none ?? '')
}

/** A word that can be chosen. */
export function choiceWords(choice: string, { t, te }: Words): string {
  return te(`settings.choice.${choice}`) ? t(`settings.choice.${choice}`) : choice
}

/** A value as people read it. */
export function settingText(
  setting: Setting,
  value: SettingValue,
  locale: string,
  words: Words
): string {
  const { t } = words
  if (setting.isSecret && setting.isSet) return t('settings.secret_set')
  if (value === null) return noneWords(setting, words)
  if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no')
  if (typeof value === 'string') {
    return setting.type === 'choice' ? choiceWords(value, words) : value
  }
  const { unit } = setting
  // A port is a name made of digits.
  if (unit === 'port') return String(value)
  const number = formatDecimal(shownNumber(value, unit), locale, { digits: DIGITS, digitsMin: 0 })
  return unit === null || unit === 'money' || unit === 'units'
    ? number
    : t(`settings.unit.${unit}`, { n: number })
}

/** The number that is typed and read for a value: percent for a part of one. */
export function shownNumber(value: number, unit: SettingUnit | null): number {
  return unit === 'fraction' ? Number((value * 100).toPrecision(DIGITS)) : value
}

/** A value as it is typed. */
export function typedText({ unit }: Pick<Setting, 'unit'>, value: SettingValue): string {
  if (value === null) return ''
  return typeof value === 'number' ? String(shownNumber(value, unit)) : String(value)
}

/** Reads what was typed; nothing is "none" where that is a value. */
export function readTyped(setting: Setting, text: string, locale: string): TypedValue {
  const { type, unit, min, max, isWhole, none, isSecret } = setting
  const word = text.trim()
  if (word === '') return none === null || isSecret ? { fault: 'missing' } : { value: null }
  if (type === 'boolean') return { value: word === 'true' }
  if (type !== 'number') return { value: word }
  const number = /^[-−+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word)
    ? Number(word.replace('−', '-'))
    : NaN
  const value = unit === 'fraction' ? Number((number / 100).toPrecision(DIGITS)) : number
  const isIn = value >= (min ?? -Infinity) && value <= (max ?? Infinity)
  if (isIn && (!isWhole || Number.isInteger(value))) return { value }
  return { fault: isWhole ? 'whole' : 'range', values: rangeOf(setting, locale) }
}

/** The least and the most of a number, as people read them. */
export function rangeOf({ unit, min, max }: Setting, locale: string): { min: string; max: string } {
  const shown = (value: number | null) =>
    formatDecimal(shownNumber(value ?? 0, unit), locale, { digits: DIGITS, digitsMin: 0 })
  return { min: shown(min), max: shown(max) }
}

/** Whether a setting is meant by words of a search. */
export function settingFits(setting: Setting, search: string, words: Words): boolean {
  const { label, says } = settingWords(setting, words)
  const text = [setting.key, setting.variable ?? '', label, says, setting.label].join(' ')
  const parts = search.toLowerCase().split(/\s+/)
  return parts.every((part) => text.toLowerCase().includes(part))
}
