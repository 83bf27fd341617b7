import type { LimitField, LimitsPatch, LimitsVersion, LimitUse, LimitValue } from '#shared/types/risk'

/** Limits in the order in which they are shown. */
export const LIMIT_FIELDS: readonly LimitField[] = [
  'position.quantityMax',
  'position.notionalMax',
  'position.countMax',
  'portfolio.exposureFractionMax',
  'portfolio.sectorFractionMax',
  'portfolio.leverageMax',
  'loss.dailyLossMax',
  'loss.dailyLossFractionMax',
  'loss.drawdownFractionMax',
  'loss.strategyLossMax',
  'loss.haltOnDailyLoss',
]

/** The last part of a limit's place, by which texts name it. */
export const limitName = (field: LimitField) => field.split('.')[1]!

/** Whether a person reads and writes a limit in percent. */
export const isPercent = (field: LimitField) => field.includes('Fraction')

/** A limit of a version of the limits. */
export function limitIn(version: Pick<LimitsVersion, 'limits'>, field: LimitField): LimitValue {
  const [group, name] = field.split('.') as [string, string]
  const limits: Readonly<Record<string, Readonly<Record<string, LimitValue>>>> = version.limits
  return limits[group]?.[name] ?? null
}

/** A limit as it stands in a form: percent for a fraction, nothing for no limit, `yes` or `no`. */
export function limitText(field: LimitField, value: LimitValue): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(isPercent(field) ? roundedTo(value * 100) : value)
}

/** What a person wrote: a value, or `undefined` where it is no number. */
export function readLimit(field: LimitField, text: string): LimitValue | undefined {
  const written = text.trim()
  if (field === 'loss.haltOnDailyLoss') return written === 'yes'
  if (written === '') return null
  if (!/^\d+(?:\.\d+)?$/.test(written)) return undefined
  // Through its digits: 7 / 100 is 0.07, where 7 * 0.01 is not.
  return isPercent(field) ? Number(written) / 100 : Number(written)
}

/** How much room a limit leaves: none at all is the most; a halt that is on leaves less than one that is off. */
export function roomOf(value: LimitValue): number {
  if (value === null) return Infinity
  if (typeof value === 'boolean') return value ? 0 : 1
  return value
}

/** One limit that is to change, and which way. */
export interface LimitChange {
  field: LimitField
  before: LimitValue
  after: LimitValue
  isLooser: boolean
}

/** What differs between limits as they are and a patch. */
export function limitChanges(
  version: Pick<LimitsVersion, 'limits'>,
  patch: LimitsPatch
): LimitChange[] {
  return LIMIT_FIELDS.flatMap((field) => {
    const after = patch[field]
    const before = limitIn(version, field)
    if (after === undefined || after === before) return []
    return [{ field, before, after, isLooser: roomOf(after) > roomOf(before) }]
  })
}

/** How near a limit is: `calm` below 70 %, `near` below 100 %, `full` at the limit. */
export function nearnessOf({ part }: Pick<LimitUse, 'part'>): 'none' | 'calm' | 'near' | 'full' {
  if (part === null) return 'none'
  if (part >= 1) return 'full'
  return part >= 0.7 ? 'near' : 'calm'
}

function roundedTo(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
