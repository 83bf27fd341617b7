/** Requests made out of the API's document: some as it says, most not quite. */

type Schema = Readonly<Record<string, unknown>>

interface DocumentedParameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}

/** What the fuzzer reads of an operation. */
export interface DocumentedOperation {
  readonly operationId: string
  readonly parameters: readonly DocumentedParameter[]
  readonly requestBody?: { readonly content: { 'application/json': { schema: Schema } } }
  readonly responses: Readonly<Record<string, unknown>>
}

/** A request to be sent. */
export interface FuzzedRequest {
  readonly path: string
  readonly body: unknown
}

const ODD_TEXTS = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '../../etc/passwd',
  "'; drop table orders; --",
  '<script>alert(1)</script>',
  '=1+1',
  '__proto__',
  'ключ',
  '💥'.repeat(40),
  'x'.repeat(5_000),
  '-1',
  '1e309',
  '9'.repeat(30),
  'null',
]
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: { prototype: 1 } },
  ['US.AAPL', 7, null],
]
const KNOWN = [
  'US.AAPL',
  'paper',
  '1d',
  'momentum',
  'manual',
  '10',
  '1.25',
  '2026-01-31',
  '1',
  'buy',
]

/** A source of requests that says the same for the same seed. */
export class ApiFuzzer {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** The next request for an operation; `path` is as the document has it. */
  request(path: string, operation: DocumentedOperation): FuzzedRequest {
    const filled = path.replaceAll(/\{\w+\}/g, () => {
      const text = this.#chance(0.6) ? this.#one(KNOWN) : this.#one(ODD_TEXTS)
      return encodeURIComponent(text.toWellFormed().slice(0, 1_000)) || '%20'
    })
    const query = operation.parameters
      .filter((one) => one.in === 'query' && this.#chance(0.5))
      .map(({ name, schema }) => [name, wordOf(this.#value(schema))] as [string, string])
    const schema = operation.requestBody?.content['application/json'].schema
    const search = query.length === 0 ? '' : `?${new URLSearchParams(query)}`
    return { path: `${filled}${search}`, body: schema === undefined ? {} : this.#body(schema) }
  }

  #body(schema: Schema): unknown {
    if (this.#chance(0.05)) return this.#one(ODD_VALUES)
    const value = this.#value(schema, 0)
    const extra = this.#chance(0.2) ? { [this.#one(ODD_TEXTS)]: this.#one(ODD_VALUES) } : {}
    return typeof value === 'object' && value !== null ? { ...value, ...extra } : value
  }

  #value(schema: Schema, oddness = 0.25): unknown {
    if (this.#chance(oddness)) {
      return this.#chance(0.5) ? this.#one(ODD_TEXTS) : this.#one(ODD_VALUES)
    }
    const {
      anyOf,
      enum: choices,
      type,
      items,
      properties,
    } = schema as {
      anyOf?: Schema[]
      enum?: unknown[]
      type?: string
      items?: Schema
      properties?: Record<string, Schema>
    }
    if (anyOf !== undefined) return this.#value(this.#one(anyOf), 0)
    if (choices !== undefined) return this.#one(choices)
    if (type === 'null') return null
    if (type === 'boolean') return this.#chance(0.5)
    if (type === 'integer' || type === 'number') return this.#number(schema)
    if (type === 'array') {
      return Array.from({ length: Math.floor(this.#next() * 4) }, () => this.#value(items ?? {}))
    }
    if (type === 'object') {
      const given = Object.entries(properties ?? {}).filter(() => this.#chance(0.85))
      return Object.fromEntries(given.map(([name, one]) => [name, this.#value(one)]))
    }
    return this.#one(KNOWN)
  }

  #number({ minimum = 0, maximum = 1_000 }: Schema): number {
    const [least, most] = [Number(minimum), Number(maximum)]
    return Math.floor(least + this.#next() * (most - least + 1))
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)]!
  }

  #chance(of: number): boolean {
    return this.#next() < of
  }

  /** Mulberry32: a fraction from 0 to 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
