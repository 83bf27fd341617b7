import type { RiskLimits } from './limits.js'

/** Every limit by its place, in the order in which they are shown. */
export const LIMIT_FIELDS = [
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
] as const
export type LimitField = (typeof LIMIT_FIELDS)[number]

/** A limit's value; `null` for none. */
export type LimitValue = number | boolean | null

/** Limits that are to change, by their place. */
export type LimitsPatch = Readonly<Partial<Record<LimitField, LimitValue>>>

/** The value of one limit. */
export function limitOf(limits: RiskLimits, field: LimitField): LimitValue {
  const [group, name] = field.split('.') as [keyof RiskLimits, string]
  return (limits[group] as unknown as Readonly<Record<string, LimitValue>>)[name] ?? null
}

/** Limits with some of them changed. What the values may be is for `limitsFault` to say. */
export function patchLimits(limits: RiskLimits, patch: LimitsPatch): RiskLimits {
  const groups: Record<string, object> = { ...limits }
  for (const [field, value] of entriesOf(patch)) {
    const [group, name] = field.split('.') as [string, string]
    groups[group] = { ...groups[group], [name]: value }
  }
  return groups as unknown as RiskLimits
}

/**
 * Parts a change: what makes the account safer or leaves less room, and what leaves more. What is so
 * already is in neither. Each limit counts for itself: no loosening hides behind a tightening.
 */
export function partChange(
  limits: RiskLimits,
  patch: LimitsPatch
): { readonly tighter: LimitsPatch; readonly looser: LimitsPatch } {
  const tighter: Record<string, LimitValue> = {}
  const looser: Record<string, LimitValue> = {}
  for (const [field, value] of entriesOf(patch)) {
    const before = roomOf(limitOf(limits, field))
    const after = roomOf(value)
    if (after < before) tighter[field] = value
    else if (after > before) looser[field] = value
  }
  return { tighter, looser }
}

/** A patch without some of its fields. */
export function withoutFields(patch: LimitsPatch, fields: LimitsPatch): LimitsPatch {
  return Object.fromEntries(entriesOf(patch).filter(([field]) => !(field in fields)))
}

/** Whether a patch changes nothing. */
export function isEmptyPatch(patch: LimitsPatch): boolean {
  return Object.keys(patch).length === 0
}

/** The fields of a patch with their values, in the order of `LIMIT_FIELDS`. */
export function entriesOf(patch: LimitsPatch): [LimitField, LimitValue][] {
  return LIMIT_FIELDS.flatMap((field) => {
    const value = patch[field]
    return value === undefined ? [] : [[field, value] as [LimitField, LimitValue]]
  })
}

/** How much room a limit leaves: none at all is the most; a halt that is on leaves less than one that is off. */
function roomOf(value: LimitValue): number {
  if (value === null) return Infinity
  if (typeof value === 'boolean') return value ? 0 : 1
  return value
}
