import {
  EXIT_KINDS,
  FIELD,
  ORDER_TYPES,
  SIZED_AT,
  TIMES_IN_FORCE,
  TRAIL_KINDS,
} from '../../../../app/kernel/signal/signal_record.js'
import { createObject, isArray, isFinite, isSafeInteger, keysOf, shown } from './intrinsics.js'

/** Options as an author may have written them: anything. */
export type Given = Readonly<Record<string, unknown>>

/** What is wrong with a call, in words for its author. Turned into a TypeError at the author's line. */
export class Refusal {
  readonly words: string
  constructor(words: string) {
    this.words = words
  }
}

/** Names as a set that no prototype can add to. */
function nameSet(names: readonly string[]): Readonly<Record<string, true>> {
  const set = createObject(null) as Record<string, true>
  for (let index = 0; index < names.length; index += 1) set[names[index] as string] = true
  return set
}

/** The names of a call's options, as a list for people and a set for looking up. */
export interface KnownNames {
  readonly list: readonly string[]
  readonly set: Readonly<Record<string, true>>
}

function known(list: readonly string[]): KnownNames {
  return { list, set: nameSet(list) }
}

function listed(names: readonly string[]): string {
  let text = ''
  for (let index = 0; index < names.length; index += 1) {
    text += (index === 0 ? '' : ', ') + names[index]
  }
  return text
}

const CLOSING_NAMES = [
  'limit',
  'stop',
  'trail',
  'type',
  'timeInForce',
  'goodTill',
  'sizedAt',
  'ocoGroup',
  'reason',
]
const TERM_NAMES = [...CLOSING_NAMES, 'stopLoss', 'takeProfit', 'trailingStop']

/** Names that `buy` and `sell` know. */
export const ORDER_NAMES = known([
  'quantity',
  'notional',
  'equityFraction',
  'cashFraction',
  ...TERM_NAMES,
])
/** Names that `target` knows. */
export const TARGET_NAMES = known(['quantity', 'equityFraction', ...TERM_NAMES])
/** Names that `close` knows. */
export const CLOSE_NAMES = known(CLOSING_NAMES)
/** Names that `replace` knows. */
export const REPLACE_NAMES = known(['quantity', 'limit', 'stop'])

/** Refuses options that are no object or carry a name that nothing reads. */
export function readOptions(options: unknown, names: KnownNames): Given {
  if (typeof options !== 'object' || options === null || isArray(options)) {
    throw new Refusal(`options must be an object like { quantity: 100 }, was ${shown(options)}`)
  }
  const given = keysOf(options)
  for (let index = 0; index < given.length; index += 1) {
    const name = given[index] as string
    if (names.set[name] === true) continue
    throw new Refusal(`there is no option ${shown(name)}; there are ${listed(names.list)}`)
  }
  return options as Given
}

/** A number above 0. */
export function positive(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0 && isFinite(value)) return value
  throw new Refusal(`${name} must be a number above 0, was ${shown(value)}`)
}

function codeOf(value: unknown, codes: readonly string[], name: string): number {
  for (let index = 0; index < codes.length; index += 1) if (codes[index] === value) return index
  throw new Refusal(`${name} must be one of ${listed(codes)}, was ${shown(value)}`)
}

/** Writes `{ kind: value }` as the code of the kind and the value; exactly one kind, above 0. */
function writeLevel(
  row: Float64Array,
  at: number,
  given: unknown,
  level: { name: string; kinds: readonly string[] }
): void {
  const example = `{ fraction: 0.05 }${level.kinds.length === 3 ? ', { price: 95 }' : ''} or { amount: 2.5 }`
  if (typeof given !== 'object' || given === null || isArray(given)) {
    throw new Refusal(`${level.name} must be ${example}, was ${shown(given)}`)
  }
  const names = keysOf(given)
  if (names.length !== 1) {
    throw new Refusal(`${level.name} must have exactly one of ${listed(level.kinds)}`)
  }
  const kind = names[0] as string
  const code = codeOf(kind, level.kinds, `the name inside ${level.name}`)
  const value = positive((given as Given)[kind], `${level.name}.${kind}`)
  if (kind === 'fraction' && value >= 1 && level.name !== 'takeProfit') {
    throw new Refusal(`${level.name}.fraction must be below 1 (0.05 is 5 %), was ${value}`)
  }
  row[at] = code + 1
  row[at + 1] = value
}

function inferredType(hasLimit: boolean, hasStop: boolean, hasTrail: boolean): string {
  if (hasTrail) {
    if (hasLimit || hasStop) throw new Refusal('trail cannot be combined with limit or stop')
    return 'trailing_stop'
  }
  if (hasLimit) return hasStop ? 'stop_limit' : 'limit'
  return hasStop ? 'stop' : 'market'
}

/**
 * Checks the terms that all orders share and writes them into `row`, which begins at the row's first
 * field. Returns the reason text, '' for none.
 */
export function writeTerms(row: Float64Array, given: Given): string {
  const { limit, stop, trail, type, timeInForce, goodTill, sizedAt } = given
  const orderType = inferredType(limit !== undefined, stop !== undefined, trail !== undefined)
  if (type !== undefined && type !== orderType) {
    codeOf(type, ORDER_TYPES, 'type')
    throw new Refusal(`type is ${shown(type)} but the prices given make it a ${orderType} order`)
  }
  row[FIELD.orderType] = codeOf(orderType, ORDER_TYPES, 'type')
  if (limit !== undefined) row[FIELD.limitPrice] = positive(limit, 'limit')
  if (stop !== undefined) row[FIELD.stopPrice] = positive(stop, 'stop')
  if (trail !== undefined) {
    writeLevel(row, FIELD.trailKind, trail, { name: 'trail', kinds: TRAIL_KINDS })
  }
  const force = timeInForce ?? (goodTill === undefined ? 'gtc' : 'gtd')
  row[FIELD.timeInForce] = codeOf(force, TIMES_IN_FORCE, 'timeInForce')
  if ((force === 'gtd') !== (goodTill !== undefined)) {
    throw new Refusal('goodTill and timeInForce "gtd" belong together: give both or only goodTill')
  }
  if (goodTill !== undefined) {
    row[FIELD.goodTillMs] = positive(goodTill, 'goodTill (UTC epoch milliseconds)')
  }
  row[FIELD.sizedAt] = sizedAt === undefined ? 0 : codeOf(sizedAt, SIZED_AT, 'sizedAt')
  return writeAttached(row, given)
}

function writeAttached(row: Float64Array, given: Given): string {
  const { stopLoss, takeProfit, trailingStop, ocoGroup, reason } = given
  if (stopLoss !== undefined) {
    writeLevel(row, FIELD.stopLossKind, stopLoss, { name: 'stopLoss', kinds: EXIT_KINDS })
  }
  if (takeProfit !== undefined) {
    writeLevel(row, FIELD.takeProfitKind, takeProfit, { name: 'takeProfit', kinds: EXIT_KINDS })
  }
  if (trailingStop !== undefined) {
    writeLevel(row, FIELD.trailingStopKind, trailingStop, {
      name: 'trailingStop',
      kinds: TRAIL_KINDS,
    })
  }
  if (ocoGroup !== undefined) {
    if (!isSafeInteger(ocoGroup) || (ocoGroup as number) < 1) {
      throw new Refusal(`ocoGroup must be a whole number from 1, was ${shown(ocoGroup)}`)
    }
    row[FIELD.ocoGroup] = ocoGroup as number
  }
  if (reason === undefined) return ''
  if (typeof reason !== 'string') throw new Refusal(`reason must be a text, was ${shown(reason)}`)
  return reason
}
