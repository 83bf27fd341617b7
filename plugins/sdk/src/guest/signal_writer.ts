import {
  FIELD,
  RECORD_LENGTH,
  SIGNAL_TYPE,
  SIGNALS_PER_CALL,
} from '../../../../app/kernel/signal/signal_record.js'
import {
  beginStackAbove,
  createObject,
  Float64,
  Int32,
  isFinite,
  isSafeInteger,
  RangeFault,
  setWhole,
  shown,
  sliceText,
  TypeFault,
} from './intrinsics.js'
import {
  CLOSE_NAMES,
  type Given,
  ORDER_NAMES,
  positive,
  readOptions,
  Refusal,
  REPLACE_NAMES,
  TARGET_NAMES,
  writeTerms,
} from './terms.js'

const REASON_LENGTH_MAX = 200
const SIZE_NAMES = ['quantity', 'notional', 'equityFraction', 'cashFraction'] as const

/**
 * Turns an author's calls into signal rows, and refuses a wrong call with a TypeError whose stack
 * begins at the author's line. The kernel reads the first `count` rows.
 */
export class SignalWriter {
  count = 0
  /** Rows are made and checked but not kept while this is false: before the first bar and after the last. */
  isListening = false
  readonly #row = new Float64(RECORD_LENGTH)
  readonly #reasons: string[] = []
  readonly #signals: Float64Array
  readonly #instrumentOf: (symbol: unknown) => number
  /** References above `#first` are this writer's own. */
  readonly #first: number
  #references = 0
  #instrumentOfReference = new Int32(64)
  /** Instruments of references that a process before this one gave. */
  readonly #adopted = createObject(null) as Record<number, number>

  /**
   * Writes to the head of `signals`; `instrumentOf` finds a symbol's number or throws a Refusal. References
   * begin after `first`.
   */
  constructor(signals: Float64Array, instrumentOf: (symbol: unknown) => number, first: number) {
    this.#signals = signals
    this.#instrumentOf = instrumentOf
    this.#first = first
    for (let index = 0; index < SIGNALS_PER_CALL; index += 1) this.#reasons[index] = ''
  }

  /** Reason text of the k-th signal of the last call. */
  reason(k: number): string {
    return k >= 0 && k < this.count ? (this.#reasons[k] as string) : ''
  }

  /** Takes note of an order that works; one that a process before made can be cancelled and changed as well. */
  adopt(reference: number, instrument: number): void {
    if (reference > 0 && reference <= this.#first) this.#adopted[reference] = instrument
  }

  order(side: 1 | -1, symbol: unknown, options: unknown, above: unknown): number {
    return this.#guarded(side === 1 ? 'buy' : 'sell', symbol, above, () => {
      const given = readOptions(options, ORDER_NAMES)
      const row = this.#begin(SIGNAL_TYPE.order, symbol)
      row[FIELD.side] = side
      writeSize(row, given)
      return this.#send(writeTerms(row, given))
    })
  }

  target(symbol: unknown, options: unknown, above: unknown): number {
    return this.#guarded('target', symbol, above, () => {
      const given = readOptions(options, TARGET_NAMES)
      const row = this.#begin(SIGNAL_TYPE.target, symbol)
      writeTarget(row, given)
      return this.#send(writeTerms(row, given))
    })
  }

  close(symbol: unknown, terms: unknown, above: unknown): number {
    return this.#guarded('close', symbol, above, () => {
      const given = terms === undefined ? {} : readOptions(terms, CLOSE_NAMES)
      const row = this.#begin(SIGNAL_TYPE.target, symbol)
      return this.#send(writeTerms(row, given))
    })
  }

  cancel(which: unknown, above: unknown): void {
    this.#guarded('cancel', which, above, () => {
      if (typeof which === 'string') {
        this.#begin(SIGNAL_TYPE.cancel, which)[FIELD.size] = 1
        return this.#send('')
      }
      return this.#sendFor(SIGNAL_TYPE.cancel, which)
    })
  }

  replace(reference: unknown, options: unknown, above: unknown): void {
    this.#guarded('replace', reference, above, () => {
      const { quantity, limit, stop } = readOptions(options, REPLACE_NAMES)
      if (quantity === undefined && limit === undefined && stop === undefined) {
        throw new Refusal('give at least one of quantity, limit, stop')
      }
      this.#beginFor(SIGNAL_TYPE.replace, reference)
      const row = this.#row
      if (quantity !== undefined) row[FIELD.size] = positive(quantity, 'quantity')
      if (limit !== undefined) row[FIELD.limitPrice] = positive(limit, 'limit')
      if (stop !== undefined) row[FIELD.stopPrice] = positive(stop, 'stop')
      return this.#keep('', reference as number)
    })
  }

  #guarded(call: string, subject: unknown, above: unknown, make: () => number): number {
    try {
      return make()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw beginStackAbove(new TypeFault(`${call}(${shown(subject)}): ${error.words}`), above)
    }
  }

  #begin(type: number, symbol: unknown): Float64Array {
    const row = this.#row
    for (let index = 0; index < RECORD_LENGTH; index += 1) row[index] = 0
    row[FIELD.type] = type
    row[FIELD.instrument] = this.#instrumentOf(symbol)
    return row
  }

  #beginFor(type: number, reference: unknown): void {
    const instrument = isSafeInteger(reference) ? this.#instrumentFor(reference as number) : -1
    if (instrument < 0) {
      throw new Refusal('this is no reference that buy, sell, target or close returned')
    }
    const row = this.#row
    for (let index = 0; index < RECORD_LENGTH; index += 1) row[index] = 0
    row[FIELD.type] = type
    row[FIELD.instrument] = instrument
  }

  #instrumentFor(reference: number): number {
    const own = reference - this.#first
    if (own < 1) return this.#adopted[reference] ?? -1
    return own > this.#references ? -1 : (this.#instrumentOfReference[own] as number)
  }

  #sendFor(type: number, reference: unknown): number {
    this.#beginFor(type, reference)
    return this.#keep('', reference as number)
  }

  #send(reason: string): number {
    this.#references += 1
    if (this.#references >= this.#instrumentOfReference.length) {
      const longer = new Int32(this.#references * 2)
      setWhole(longer, this.#instrumentOfReference)
      this.#instrumentOfReference = longer
    }
    this.#instrumentOfReference[this.#references] = this.#row[FIELD.instrument] as number
    return this.#keep(reason, this.#first + this.#references)
  }

  #keep(reason: string, reference: number): number {
    if (!this.isListening) return reference
    if (this.count >= SIGNALS_PER_CALL) {
      throw new RangeFault(`too many signals: at most ${SIGNALS_PER_CALL} in one call`)
    }
    const row = this.#row
    row[FIELD.reference] = reference
    row[FIELD.hasReason] = reason === '' ? 0 : 1
    const start = this.count * RECORD_LENGTH
    for (let index = 0; index < RECORD_LENGTH; index += 1) {
      this.#signals[start + index] = row[index] as number
    }
    this.#reasons[this.count] = sliceText(reason, 0, REASON_LENGTH_MAX)
    this.count += 1
    return reference
  }
}

function writeSize(row: Float64Array, given: Given): void {
  let kind = -1
  for (let index = 0; index < SIZE_NAMES.length; index += 1) {
    const name = SIZE_NAMES[index] as string
    const value = given[name]
    if (value === undefined) continue
    if (kind !== -1) throw new Refusal(`${SIZE_NAMES[kind]} and ${name} are both given; give one`)
    kind = index
    row[FIELD.size] = positive(value, name)
  }
  if (kind === -1) {
    throw new Refusal('how much? give one of quantity, notional, equityFraction, cashFraction')
  }
  row[FIELD.sizeKind] = kind
}

function writeTarget(row: Float64Array, given: Given): void {
  const { quantity, equityFraction } = given
  if ((quantity === undefined) === (equityFraction === undefined)) {
    throw new Refusal('give exactly one of quantity and equityFraction')
  }
  const name = quantity === undefined ? 'equityFraction' : 'quantity'
  const value = quantity === undefined ? equityFraction : quantity
  if (typeof value !== 'number' || !isFinite(value)) {
    throw new Refusal(`${name} must be a number (below 0 is short, 0 is flat), was ${shown(value)}`)
  }
  row[FIELD.sizeKind] = quantity === undefined ? 2 : 0
  row[FIELD.size] = value
}
