import { didYouMean } from '#engine/nearest.js'
import { UNLIMITED, type RiskLimits } from '#kernel/risk/limits.js'
import { limitsFault } from '#kernel/risk/limits_fault.js'
import { err, ok, type Result } from '#kernel/values/result.js'

type Group = Record<string, unknown>

/**
 * Risk limits from the text of a JSON file. What is left out has no limit (a leverage of 1 for buying
 * power); unknown names are refused with the nearest known one.
 */
export function readLimits(text: string, name: string): Result<RiskLimits, string> {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    return err(`${name} is not JSON: ${(error as Error).message}`)
  }
  if (!isGroup(given)) {
    return err(`${name} must hold an object such as {"loss": {"dailyLossMax": 2000}}`)
  }
  const limits = structuredClone(UNLIMITED) as unknown as Record<string, Group>
  for (const [group, values] of Object.entries(given)) {
    const known = Object.hasOwn(limits, group) ? limits[group] : undefined
    if (known === undefined) return err(unknown(name, group, Object.keys(limits)))
    if (!isGroup(values)) return err(`${name}: ${group} must be an object`)
    for (const [field, value] of Object.entries(values)) {
      if (!Object.hasOwn(known, field)) {
        return err(unknown(name, `${group}.${field}`, fieldsOf(group, known)))
      }
      if (field === 'haltOnDailyLoss' && typeof value !== 'boolean') {
        return err(`${name}: ${group}.${field} must be true or false, was ${JSON.stringify(value)}`)
      }
      known[field] = value
    }
  }
  const read = limits as unknown as RiskLimits
  const fault = limitsFault(read)
  return fault === null ? ok(read) : err(`${name}: ${fault}`)
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(group: string, known: Group): string[] {
  return Object.keys(known).map((field) => `${group}.${field}`)
}

function unknown(name: string, field: string, known: readonly string[]): string {
  return `${name}: there is no limit "${field}"${didYouMean(field, known) || '.'} There are ${known.join(', ')}.`
}
