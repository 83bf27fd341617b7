import { err, ok, type Result } from '#kernel/values/result.js'
import { plainCopy } from './plain_copy.js'

/** Names a plugin gives to what it waits for: a whole number or a short text. */
export type RequestName = number | string

/** An effect in its form, every field checked; whether it is allowed is another question. */
export type Effect =
  | { readonly type: 'signal'; readonly record: readonly number[]; readonly reason: string | null }
  | { readonly type: 'risk_bias'; readonly value: number; readonly reason: string }
  | {
      readonly type: 'order_event' | 'account_event'
      /** Everything but the type; objects without prototypes. */
      readonly body: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'http'
      readonly request: RequestName
      readonly method: string
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | null
    }
  | { readonly type: 'storage.get'; readonly request: RequestName; readonly key: string }
  | {
      readonly type: 'storage.set'
      readonly request: RequestName
      readonly key: string
      readonly value: string
    }
  | { readonly type: 'storage.delete'; readonly request: RequestName; readonly key: string }
  | { readonly type: 'storage.keys'; readonly request: RequestName; readonly prefix: string }
  | {
      readonly type: 'timer.set'
      readonly name: string
      readonly periodMs: number
      readonly repeats: boolean
    }
  | { readonly type: 'timer.cancel'; readonly name: string }
  | { readonly type: 'notify'; readonly channel: string; readonly text: string }
  | {
      readonly type: 'socket.open'
      readonly connection: RequestName
      readonly host: string
      readonly port: number
    }
  | { readonly type: 'socket.write'; readonly connection: RequestName; readonly data: Uint8Array }
  | { readonly type: 'socket.close'; readonly connection: RequestName }

/** Name of an effect. */
export type EffectType = Effect['type']

/** Numbers in a signal's record. */
export const SIGNAL_RECORD_LENGTH = 24
const TIMER_MS_MIN = 1000
const TIMER_MS_MAX = 7 * 86_400_000
const VALUE_BYTES_MAX = 65_536
const BODY_BYTES_MAX = 131_072
const SOCKET_BYTES_MAX = 131_072
const KEY = /^(?!\/)(?!.*\.\.)[A-Za-z0-9._/-]{1,200}$/
const KEY_PREFIX = /^(?!\/)(?!.*\.\.)[A-Za-z0-9._/-]{0,200}$/
const NAME = /^\P{C}{1,100}$/u

/** Thrown inside this file only: a field that is not what it should be. */
class Unfit extends Error {}

/**
 * Reads an effect as a plugin sent it. Unknown fields are dropped, inherited ones are not looked at.
 * The failure says which field is wrong and what would be right.
 */
export function readEffect(value: unknown): Result<Effect, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return err('an effect is an object')
  }
  const fields = new Fields(value)
  try {
    const type = fields.any('type')
    if (typeof type !== 'string' || !Object.hasOwn(READERS, type)) {
      return err('type names no effect')
    }
    return ok(READERS[type as EffectType](fields, value))
  } catch (error) {
    if (error instanceof Unfit) return err(error.message)
    throw error
  }
}

const READERS: Readonly<Record<EffectType, (fields: Fields, value: object) => Effect>> = {
  'signal': (fields) => ({
    type: 'signal',
    record: fields.record('record'),
    reason: fields.any('reason') === undefined ? null : fields.textOrNull('reason', 200),
  }),
  'risk_bias': (fields) => ({
    type: 'risk_bias',
    value: fields.number('value', 0, 1),
    reason: fields.text('reason', 500),
  }),
  'order_event': (_fields, value) => ({ type: 'order_event', body: bodyOf(value) }),
  'account_event': (_fields, value) => ({ type: 'account_event', body: bodyOf(value) }),
  'http': (fields) => ({
    type: 'http',
    request: fields.name('request'),
    method: fields.textOr('method', 10, 'GET').toUpperCase(),
    url: fields.text('url', 4096),
    headers: fields.headers('headers'),
    body: fields.bytesOrNull('body', BODY_BYTES_MAX),
  }),
  'storage.get': (fields) => ({
    type: 'storage.get',
    request: fields.name('request'),
    key: fields.matching('key', KEY, KEY_RULE),
  }),
  'storage.set': (fields) => ({
    type: 'storage.set',
    request: fields.name('request'),
    key: fields.matching('key', KEY, KEY_RULE),
    value: fields.stored('value'),
  }),
  'storage.delete': (fields) => ({
    type: 'storage.delete',
    request: fields.name('request'),
    key: fields.matching('key', KEY, KEY_RULE),
  }),
  'storage.keys': (fields) => ({
    type: 'storage.keys',
    request: fields.name('request'),
    prefix: fields.any('key') === undefined ? '' : fields.matching('key', KEY_PREFIX, KEY_RULE),
  }),
  'timer.set': (fields) => {
    const repeats = fields.any('everyMs') !== undefined && fields.any('everyMs') !== null
    const periodMs = fields.number(repeats ? 'everyMs' : 'afterMs', TIMER_MS_MIN, TIMER_MS_MAX)
    return { type: 'timer.set', name: fields.matching('name', NAME, NAME_RULE), periodMs, repeats }
  },
  'timer.cancel': (fields) => ({
    type: 'timer.cancel',
    name: fields.matching('name', NAME, NAME_RULE),
  }),
  'notify': (fields) => ({
    type: 'notify',
    channel: fields.matching('channel', /^[a-z][a-z0-9_-]{0,39}$/, 'must be the name of a channel'),
    text: fields.text('text', 2000),
  }),
  'socket.open': (fields) => ({
    type: 'socket.open',
    connection: fields.name('connection'),
    host: fields.text('host', 253),
    port: fields.whole('port', 1, 65_535),
  }),
  'socket.write': (fields) => ({
    type: 'socket.write',
    connection: fields.name('connection'),
    data: fields.base64('data', SOCKET_BYTES_MAX),
  }),
  'socket.close': (fields) => ({ type: 'socket.close', connection: fields.name('connection') }),
}

const KEY_RULE =
  'must be 1 to 200 of letters, digits, ".", "_", "/" and "-", without ".." or "/" first'
const NAME_RULE = 'must be 1 to 100 visible characters'

/** What an event of a broker may be made of. */
const EVENT_BOUNDS = { depth: 5, members: 500 }

function bodyOf(value: object): Readonly<Record<string, unknown>> {
  const copy = plainCopy(value, EVENT_BOUNDS)
  if (copy === null) throw new Unfit('the event is nested too deeply or has too many members')
  const body = copy.value as Record<string, unknown>
  Reflect.deleteProperty(body, 'type')
  return body
}

/** The own fields of an effect, each read once. */
class Fields {
  constructor(private readonly value: object) {}

  any(name: string): unknown {
    const found = Object.getOwnPropertyDescriptor(this.value, name)
    return found === undefined ? undefined : (found.value as unknown)
  }

  text(name: string, max: number): string {
    const value = this.any(name)
    if (typeof value === 'string' && value.length <= max) return value.toWellFormed()
    throw new Unfit(`${name} must be a text of at most ${max} characters`)
  }

  textOr(name: string, max: number, otherwise: string): string {
    return this.any(name) === undefined ? otherwise : this.text(name, max)
  }

  textOrNull(name: string, max: number): string | null {
    return this.any(name) === null ? null : this.text(name, max)
  }

  matching(name: string, pattern: RegExp, rule: string): string {
    const text = this.text(name, 300)
    if (!pattern.test(text)) throw new Unfit(`${name} ${rule}`)
    return text
  }

  number(name: string, min: number, max: number): number {
    const value = this.any(name)
    if (typeof value === 'number' && value >= min && value <= max) return value
    throw new Unfit(`${name} must be a number from ${min} to ${max}`)
  }

  whole(name: string, min: number, max: number): number {
    const value = this.number(name, min, max)
    if (Number.isInteger(value)) return value
    throw new Unfit(`${name} must be a whole number`)
  }

  /** What the plugin calls a request or a connection. */
  name(name: string): RequestName {
    const value = this.any(name)
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    if (typeof value === 'string' && NAME.test(value)) return value
    throw new Unfit(`${name} must be a whole number or a short name`)
  }

  /** A signal's numbers; JSON writes NaN, which is "not given", as null. */
  record(name: string): readonly number[] {
    const value = this.any(name)
    const isRecord =
      Array.isArray(value) &&
      value.length === SIGNAL_RECORD_LENGTH &&
      value.every((one) => typeof one === 'number' || one === null)
    if (!isRecord) throw new Unfit(`${name} must be ${SIGNAL_RECORD_LENGTH} numbers`)
    return value.map((one: number | null) => one ?? Number.NaN)
  }

  headers(name: string): Readonly<Record<string, string>> {
    const value = this.any(name)
    const headers = Object.create(null) as Record<string, string>
    if (value === undefined || value === null) return headers
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new Unfit(`${name} must be an object`)
    }
    const entries = Object.entries(value)
    if (entries.length > 32) throw new Unfit(`${name} may be at most 32`)
    for (const [header, text] of entries) {
      if (typeof text !== 'string' || text.length > 4096) {
        throw new Unfit(`${name} must be texts of at most 4096 characters`)
      }
      headers[header.toLowerCase()] = text
    }
    return headers
  }

  bytesOrNull(name: string, max: number): string | null {
    const value = this.any(name)
    if (value === undefined || value === null) return null
    if (typeof value === 'string' && Buffer.byteLength(value) <= max) return value.toWellFormed()
    throw new Unfit(`${name} must be a text of at most ${max} bytes`)
  }

  stored(name: string): string {
    const value = this.any(name)
    if (typeof value !== 'string' || Buffer.byteLength(value) > VALUE_BYTES_MAX) {
      throw new Unfit(`${name} must be a text of at most ${VALUE_BYTES_MAX} bytes`)
    }
    if (value.includes('\u0000') || !value.isWellFormed()) {
      throw new Unfit(`${name} holds a character that cannot be kept (NUL or half a pair)`)
    }
    return value
  }

  base64(name: string, max: number): Uint8Array {
    const value = this.any(name)
    const isBase64 =
      typeof value === 'string' &&
      value.length <= Math.ceil(max / 3) * 4 &&
      value.length % 4 === 0 &&
      /^[A-Za-z0-9+/]*={0,2}$/.test(value)
    if (!isBase64) throw new Unfit(`${name} must be base64 of at most ${max} bytes`)
    return Buffer.from(value, 'base64')
  }
}
