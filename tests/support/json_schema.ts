import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

interface Ajv {
  compile(schema: object): (value: unknown) => boolean
}
type AjvClass = new (options: object) => Ajv

// The registry server that the tests start brings a validator of JSON Schema 2020-12 with it.
const require = createRequire(import.meta.url)
const verdaccio = createRequire(require.resolve('verdaccio'))
const Ajv2020 = createRequire(verdaccio.resolve('@verdaccio/core'))('ajv/dist/2020.js') as {
  default: AjvClass
}

/** The published schema of `aq-plugin.json`. */
export function manifestSchema(): Record<string, unknown> {
  const path = new URL('../../resources/schemas/aq-plugin.schema.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
}

/** Whether a value fits a JSON Schema (2020-12). */
export function schemaCheck(schema: object): (value: unknown) => boolean {
  return new Ajv2020.default({ strict: false }).compile(schema)
}
