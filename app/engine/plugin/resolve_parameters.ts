import { didYouMean } from '#engine/nearest.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  Manifest,
  NumericParameter,
  ParameterDeclaration,
  ParameterValue,
} from './manifest.js'

/** One parameter that cannot be used, in a sentence. */
export interface ParameterFault {
  readonly name: string
  readonly message: string
}

/**
 * The parameters of a run: what was given as text, checked against the manifest's declarations, and
 * the defaults for the rest, in the manifest's order. All faults are told at once.
 */
export function resolveParameters(
  manifest: Pick<Manifest, 'id' | 'parameters'>,
  given: Readonly<Record<string, string>>
): Result<Record<string, ParameterValue>, readonly ParameterFault[]> {
  const faults: ParameterFault[] = []
  const declared = Object.keys(manifest.parameters)
  for (const name of Object.keys(given)) {
    if (declared.includes(name)) continue
    const has = declared.length === 0 ? 'has no parameters' : `has ${declared.join(', ')}`
    const near = didYouMean(name, declared) || '.'
    faults.push({ name, message: `${manifest.id} has no parameter "${name}"${near} It ${has}.` })
  }
  const values: Record<string, ParameterValue> = {}
  for (const [name, declaration] of Object.entries(manifest.parameters)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined
    const read = text === undefined ? declaration.default : readValue(text, declaration)
    if (read === null) faults.push({ name, message: faultOf(name, text as string, declaration) })
    else values[name] = read
  }
  return faults.length === 0 ? ok(values) : err(faults)
}

/** What a parameter accepts, in words: `a whole number from 1 to 500 (bars)`. */
export function rangeText(declaration: ParameterDeclaration): string {
  if (declaration.type === 'boolean') return 'true or false'
  if (declaration.type === 'choice') return `one of ${declaration.options.join(', ')}`
  const kind = declaration.type === 'integer' ? 'a whole number' : 'a number'
  return `${kind}${boundsText(declaration)}${declaration.unit === undefined ? '' : ` (${declaration.unit})`}`
}

function boundsText({ min, max }: NumericParameter): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}

function faultOf(name: string, text: string, declaration: ParameterDeclaration): string {
  const near = declaration.type === 'choice' ? didYouMean(text, declaration.options) : ''
  return `${name} must be ${rangeText(declaration)}, was ${JSON.stringify(text)}${near === '' ? '.' : near}`
}

function readValue(text: string, declaration: ParameterDeclaration): ParameterValue | null {
  const trimmed = text.trim()
  if (declaration.type === 'choice') return declaration.options.includes(trimmed) ? trimmed : null
  if (declaration.type === 'boolean') {
    if (trimmed === 'true' || trimmed === 'yes' || trimmed === '1') return true
    return trimmed === 'false' || trimmed === 'no' || trimmed === '0' ? false : null
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null
  const value = Number(trimmed)
  const { min = -Infinity, max = Infinity, type } = declaration
  if (!Number.isFinite(value) || value < min || value > max) return null
  return type === 'integer' && !Number.isSafeInteger(value) ? null : value
}
