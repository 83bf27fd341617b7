import { limitsFault } from '#kernel/risk/limits_fault.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import {
  LIMIT_FIELDS,
  patchLimits,
  type LimitField,
  type LimitsPatch,
  type LimitValue,
} from '#kernel/risk/limits_change.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Fractions of equity above this are taken for a percentage that was meant: 80 for 0.8. */
const FRACTION_MAX = 20

/** Limits that would leave no account to trade with: 0 of them is a halt, which has its own command. */
const NEVER_ZERO: readonly LimitField[] = [
  'loss.dailyLossMax',
  'loss.dailyLossFractionMax',
  'loss.drawdownFractionMax',
  'loss.strategyLossMax',
]

/**
 * Reads a change of limits that anybody may have written: names of limits and their new values. Fails with
 * a sentence that names the limit, its value and what would be right.
 */
export function readLimitsPatch(given: unknown, limits: RiskLimits): Result<LimitsPatch, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return err('a change of limits must be an object of names and values')
  }
  const patch: Partial<Record<LimitField, LimitValue>> = {}
  for (const [name, value] of Object.entries(given)) {
    const field = limitFieldOf(name)
    if (field === null) return err(unknownLimit(name))
    const fault = valueFault(field, value)
    if (fault !== null) return err(fault)
    patch[field] = value as LimitValue
  }
  if (Object.keys(patch).length === 0) return err('no limit was named')
  const fault = limitsFault(patchLimits(limits, patch))
  return fault === null ? ok(patch) : err(fault)
}

/** The limit of a name: its place, or the last part of it. */
export function limitFieldOf(name: string): LimitField | null {
  return LIMIT_FIELDS.find((field) => field === name || field.split('.')[1] === name) ?? null
}

/** What is said of a name that is no limit. */
export function unknownLimit(name: string): string {
  const names = LIMIT_FIELDS.map((field) => field.split('.')[1]).join(', ')
  return `there is no limit "${name.slice(0, 40)}", only ${names}`
}

function valueFault(field: LimitField, value: unknown): string | null {
  if (field === 'loss.haltOnDailyLoss') {
    return typeof value === 'boolean' ? null : `${field} must be true or false, was ${shown(value)}`
  }
  if (value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return `${field} must be a number, or null for no limit, was ${shown(value)}`
  }
  if (field === 'position.countMax' && !Number.isInteger(value)) {
    return `${field} must be a whole number, was ${value}`
  }
  const isPart =
    field === 'portfolio.exposureFractionMax' || field === 'portfolio.sectorFractionMax'
  if (isPart && value > FRACTION_MAX) {
    return `${field} is a fraction of equity (0.8 is 80 %) and at most ${FRACTION_MAX}, was ${value}`
  }
  if (value === 0 && NEVER_ZERO.includes(field)) {
    return `${field} of 0 is reached before anything is lost; to stop all new risk, halt`
  }
  return null
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing'
}
