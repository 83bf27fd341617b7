import { err, ok, type Result } from '#kernel/values/result.js'
import type { SettingValue } from '#ports/settings.js'
import type { SettingDeclaration } from './declaration.js'

/** Words for yes and no, as they are typed. */
const FLAGS: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false }

/** Holds a value against its declaration. The failure says what would be right; it never says a secret. */
export function readValue(
  declaration: SettingDeclaration,
  value: unknown
): Result<SettingValue, string> {
  const fault = faultOf(declaration, value)
  return fault === null ? ok(value as SettingValue) : err(fault)
}

/** Reads a value as a person types it: `4000`, `5%`, `yes`, `none`, a text. */
export function readText(
  declaration: SettingDeclaration,
  text: string
): Result<SettingValue, string> {
  const { kind } = declaration
  const word = text.trim()
  if (word.toLowerCase() === 'none' && declaration.none !== undefined) return ok(null)
  if (kind.type === 'boolean') {
    const flag = FLAGS[word.toLowerCase()]
    return flag === undefined ? err('it is yes or no') : ok(flag)
  }
  if (kind.type !== 'number') return readValue(declaration, word)
  const percent = kind.unit === 'fraction' ? /^(.+)%$/.exec(word)?.[1]?.trim() : undefined
  const digits = percent ?? word
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(digits) ? Number(digits) : NaN
  return readValue(declaration, percent === undefined ? number : number / 100)
}

function faultOf({ kind, none, isSecret }: SettingDeclaration, value: unknown): string | null {
  if (value === null) return none === undefined ? 'it must have a value' : null
  switch (kind.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : `it is true or false${was(value)}`
    case 'choice':
      return typeof value === 'string' && kind.choices.includes(value)
        ? null
        : `it is one of ${kind.choices.join(', ')}${was(value)}`
    case 'number': {
      const { min, max, isWhole } = kind
      const isIn = typeof value === 'number' && value >= min && value <= max
      if (isIn && (!isWhole || Number.isInteger(value))) return null
      return `it is ${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}${was(value)}`
    }
    case 'text': {
      if (typeof value !== 'string' || value === '') return 'it is a text'
      if (value.length > kind.lengthMax) return `it has ${kind.lengthMax} characters at most`
      if (hasControl(value)) return 'it has no control characters'
      const fault = kind.fault(value)
      return fault === null || isSecret ? fault : `${fault}${was(value)}`
    }
  }
}

function hasControl(text: string): boolean {
  return !text.isWellFormed() || /\p{Cc}/u.test(text)
}

function was(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? `, was ${JSON.stringify(value).slice(0, 80)}`
    : ''
}
