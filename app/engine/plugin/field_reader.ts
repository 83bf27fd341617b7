import { didYouMean } from '#engine/nearest.js'
import type { ManifestFault } from './manifest.js'
import { hasInvisible, visible } from './visible.js'

const ADDRESS =
  /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]{1,99}(?::\d{1,5})?(?:\/[\w./?#%&=~+-]{0,200})?$/

// Bounds of what is told: a manifest made to flood a terminal gets a few lines.
const FIELD_LENGTH_MAX = 120
const MESSAGE_LENGTH_MAX = 500
const OTHERS_MAX = 10

type Fields = Readonly<Record<string, unknown>>

/** A value as short text for a message. */
export function shownValue(value: unknown): string {
  const json = visible(JSON.stringify(value) ?? String(value))
  return json.length > 60 ? `${json.slice(0, 57)}...` : json
}

/**
 * Reads the fields of one object of a manifest and gathers what is wrong, so that an author sees all
 * faults at once. Reading a wrong field gives a harmless value; the faults decide.
 */
export class FieldReader {
  readonly #fields: Fields
  readonly #path: string
  readonly #faults: ManifestFault[]

  constructor(value: unknown, path: string, faults: ManifestFault[]) {
    this.#path = path
    this.#faults = faults
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    this.#fields = isObject ? (value as Fields) : {}
    if (!isObject) this.fault('', `must be an object, was ${shownValue(value)}`)
  }

  /** Records a fault of a field of this object. */
  fault(name: string, message: string): void {
    const field = shortened(visible(this.pathOf(name)), FIELD_LENGTH_MAX)
    this.#faults.push({ field, message: shortened(visible(message), MESSAGE_LENGTH_MAX) })
  }

  pathOf(name: string): string {
    return [this.#path, name].filter((part) => part !== '').join('.')
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name)
  }

  value(name: string): unknown {
    return this.has(name) ? this.#fields[name] : undefined
  }

  names(): string[] {
    return Object.keys(this.#fields)
  }

  /** A field that is an object, itself read field by field; an absent one counts as empty. */
  object(name: string): FieldReader {
    const isThere = this.has(name)
    if (!isThere) this.fault(name, 'is missing')
    return new FieldReader(isThere ? this.value(name) : {}, this.pathOf(name), this.#faults)
  }

  /** A list, of at most `most` entries. */
  list(name: string, most: number): readonly unknown[] {
    const value = this.value(name)
    if (!Array.isArray(value)) {
      this.fault(
        name,
        value === undefined ? 'is missing' : `must be a list, was ${shownValue(value)}`
      )
      return []
    }
    if (value.length > most) {
      this.fault(name, `may have at most ${most} entries, has ${value.length}`)
    }
    return value.slice(0, most) as unknown[]
  }

  /** A list of objects, of at most `most`, each read field by field. */
  items(name: string, most: number): FieldReader[] {
    const path = this.pathOf(name)
    return this.list(name, most).map(
      (value, index) => new FieldReader(value, `${path}.${index}`, this.#faults)
    )
  }

  /** A text of 1 to `most` characters without invisible ones. */
  text(name: string, most: number): string {
    const value = this.value(name)
    const fault = textFault(value, most)
    if (fault === null) return value as string
    this.fault(name, fault)
    return ''
  }

  /** A text that matches a pattern, which `rule` says in words. */
  matching(name: string, pattern: RegExp, rule: string): string {
    const value = this.value(name)
    if (value === undefined) this.fault(name, `is missing; ${rule}`)
    else if (typeof value !== 'string' || !pattern.test(value)) {
      this.fault(name, `${rule}, was ${shownValue(value)}`)
    } else return value
    return ''
  }

  /** One of a list of texts. */
  choice<T extends string>(name: string, options: readonly T[]): T {
    const value = this.value(name)
    if (options.includes(value as T)) return value as T
    const near = typeof value === 'string' ? didYouMean(value, options) : ''
    this.fault(name, `must be one of ${options.join(', ')}, was ${shownValue(value)}${near}`)
    return options[0] as T
  }

  /** A finite number within bounds, both included. */
  number(name: string, from: number, to: number): number {
    const value = this.value(name)
    if (typeof value === 'number' && value >= from && value <= to) return value
    this.fault(name, `must be a number from ${from} to ${to}, was ${shownValue(value)}`)
    return from
  }

  /** A whole number within bounds, both included. */
  integer(name: string, from: number, to: number): number {
    const value = this.value(name)
    if (Number.isInteger(value)) return this.number(name, from, to)
    this.fault(name, `must be a whole number from ${from} to ${to}, was ${shownValue(value)}`)
    return from
  }

  /** A list of some of these texts, each once; an absent list is empty. */
  choices<T extends string>(name: string, options: readonly T[]): T[] {
    if (!this.has(name)) return []
    const values = this.list(name, options.length)
    if (new Set(values).size !== values.length) this.fault(name, 'names the same twice')
    for (const [index, value] of values.entries()) {
      if (options.includes(value as T)) continue
      const message = `must be one of ${options.join(', ')}, was ${shownValue(value)}`
      this.fault(`${name}.${index}`, message)
    }
    return values.filter((value) => options.includes(value as T)) as T[]
  }

  /** An https address in plain ASCII. */
  address(name: string): string {
    return this.matching(name, ADDRESS, 'must be an https address')
  }

  /** A field under its own name when it is there, else nothing. */
  optional<N extends string>(name: N, read: (name: N) => string): { [K in N]?: string } {
    return this.has(name) ? ({ [name]: read(name) } as { [K in N]?: string }) : {}
  }

  boolean(name: string): boolean {
    const value = this.value(name)
    if (typeof value === 'boolean') return value
    this.fault(name, `must be true or false, was ${shownValue(value)}`)
    return false
  }

  /** Refuses every field that is not in the list, with the nearest one that is; `of` names the document. */
  refuseOthers(known: readonly string[], of = 'a manifest'): void {
    const others = this.names().filter((name) => !known.includes(name))
    for (const name of others.slice(0, OTHERS_MAX)) {
      const near = didYouMean(name.slice(0, FIELD_LENGTH_MAX), known)
      this.fault(name, `is not a field of ${of}${near}`)
    }
    const more = others.length - OTHERS_MAX
    if (more > 0) this.fault('', `holds ${more} more names that are not fields of ${of}`)
  }
}

/** What is wrong with a text that people are shown, or null. */
export function textFault(value: unknown, most: number): string | null {
  if (value === undefined) return 'is missing'
  if (typeof value !== 'string') return `must be a text, was ${shownValue(value)}`
  if (value.trim() === '') return 'must not be empty'
  const length = [...value].length
  if (length > most) return `may have at most ${most} characters, has ${length}`
  if (hasInvisible(value)) {
    return 'holds invisible characters (control, zero-width, text direction or odd spaces)'
  }
  if (value !== value.normalize('NFC')) return 'must be in Unicode normal form C'
  return null
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`
}
