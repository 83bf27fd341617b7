/** A JSON schema as it stands in the document. */
export type Schema = Readonly<Record<string, unknown>>

/**
 * The schema of a validator as callers may read it: what is not named is ignored rather than refused, and
 * a boolean is a boolean, whichever words are also taken for one.
 */
export function plainSchema(schema: unknown): Schema {
  return plain(schema) as Schema
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const { enum: choices } = value as { enum?: unknown }
  if (Array.isArray(choices) && choices.includes(true) && choices.includes(false)) {
    return { type: 'boolean' }
  }
  const kept = Object.entries(value).filter(
    ([name, one]) => !(name === 'additionalProperties' && one === false)
  )
  return Object.fromEntries(kept.map(([name, one]) => [name, plain(one)]))
}
