import {
  LIMIT_FIELDS,
  limitOf,
  type LimitField,
  type LimitsPatch,
  type LimitValue,
} from '#kernel/risk/limits_change.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { limitFieldOf, unknownLimit } from './read_limits_patch.js'

/**
 * Reads limits as a person types them: `name=value`, where a value is a number, a percentage (`5%` is 0.05),
 * `none` for no limit, `yes` or `no`. Fails with a sentence that names the word. Whether the values make
 * sense is for the account to say.
 */
export function readLimitWords(words: readonly string[]): Result<LimitsPatch, string> {
  const patch: Partial<Record<LimitField, LimitValue>> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) return err(`"${word.slice(0, 60)}" must look like exposureFractionMax=0.8`)
    const name = word.slice(0, at)
    const field = limitFieldOf(name)
    if (field === null) return err(unknownLimit(name))
    if (field in patch) return err(`${name} is given twice`)
    const value = valueOf(word.slice(at + 1))
    if (value === undefined) {
      return err(
        `${name} must be a number, a percentage, none, yes or no, was "${word.slice(at + 1, at + 41)}"`
      )
    }
    patch[field] = value
  }
  return Object.keys(patch).length > 0 ? ok(patch) : err('name a limit: exposureFractionMax=0.8')
}

const WORDS: Readonly<Record<string, LimitValue>> = {
  none: null,
  yes: true,
  true: true,
  no: false,
  false: false,
}

function valueOf(word: string): LimitValue | undefined {
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(word) ?? []
  if (digits === undefined) return undefined
  // Through its digits: 7 / 100 is 0.07, where 7 * 0.01 is not.
  return percent === '%' ? Number(digits) / 100 : Number(digits)
}

/** A limit as it is shown: `none`, `80 %`, `yes`, or its figure. */
export function limitText(field: LimitField, value: LimitValue): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return field.includes('Fraction') ? `${Number((value * 100).toFixed(6))} %` : String(value)
}

/** All limits, one a line. */
export function limitLines(limits: RiskLimits): readonly string[] {
  return LIMIT_FIELDS.map((field) => {
    const name = field.split('.')[1]!
    return `  ${name.padEnd(21)} ${limitText(field, limitOf(limits, field))}`
  })
}

/** A change in one line: `exposureFractionMax 80 %, countMax none`. */
export function patchText(patch: LimitsPatch): string {
  return LIMIT_FIELDS.flatMap((field) => {
    const value = patch[field]
    return value === undefined ? [] : [`${field.split('.')[1]} ${limitText(field, value)}`]
  }).join(', ')
}
