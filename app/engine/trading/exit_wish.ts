import type { ExitLevel, Side, Trail } from '#kernel/order/order.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** The exits that a person wants attached to what an order fills. */
export interface ExitWish {
  readonly stopLoss: ExitLevel | null
  readonly takeProfit: ExitLevel | null
  readonly trailingStop: Trail | null
}

/** The exits in the body of an order; those left out are none. Fails with what is wrong with one. */
export function readExits(given: Readonly<Record<string, unknown>>): Result<ExitWish, string> {
  for (const name of ['stopLoss', 'takeProfit', 'trailingStop'] as const) {
    const value = given[name] ?? null
    const kinds = name === 'trailingStop' ? TRAIL_KINDS : EXIT_KINDS
    if (value !== null && !isLevel(value, kinds)) {
      const shown = JSON.stringify(value).slice(0, 60)
      return err(`${name} must be a kind (${kinds.join(', ')}) and a value above 0, was ${shown}`)
    }
  }
  return ok({
    stopLoss: (given.stopLoss ?? null) as ExitLevel | null,
    takeProfit: (given.takeProfit ?? null) as ExitLevel | null,
    trailingStop: (given.trailingStop ?? null) as Trail | null,
  })
}

/** What a person types for an exit: `95.5` is a price, `5%` a fraction of the entry's. `null` for neither. */
export function exitOfWord(word: string): ExitLevel | null {
  return levelOfWord(word, 'price')
}

/** What a person types for a trailing stop: `2.5` is an amount, `5%` a fraction. `null` for neither. */
export function trailOfWord(word: string): Trail | null {
  return levelOfWord(word, 'amount')
}

/**
 * Which exit lies on the wrong side of the price that the entry will be near, or `null`: it would be
 * reached at once.
 */
export function exitFault(
  { stopLoss, takeProfit }: ExitWish,
  entry: { readonly side: Side; readonly price: number }
): string | null {
  const { side, price } = entry
  const isBuy = side === 'buy'
  const word = (isAbove: boolean) => (isAbove ? 'above' : 'below')
  if (stopLoss?.kind === 'price' && (isBuy ? stopLoss.value >= price : stopLoss.value <= price)) {
    return `the stop-loss of a ${side} at ${price} must be ${word(!isBuy)} it, was ${stopLoss.value}`
  }
  const target = takeProfit
  if (target?.kind === 'price' && (isBuy ? target.value <= price : target.value >= price)) {
    return `the target of a ${side} at ${price} must be ${word(isBuy)} it, was ${target.value}`
  }
  return null
}

const EXIT_KINDS = ['price', 'fraction', 'amount']
const TRAIL_KINDS = ['fraction', 'amount']

function isLevel(value: unknown, kinds: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { kind, value: amount } = value as Record<string, unknown>
  const isAmount = typeof amount === 'number' && amount > 0 && amount < Infinity
  return isAmount && kinds.some((one) => one === kind)
}

function levelOfWord<K extends string>(
  word: string,
  plain: K
): { readonly kind: K | 'fraction'; readonly value: number } | null {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(word) ?? []
  if (digits === undefined || Number(digits) === 0) return null
  return percent === '%'
    ? { kind: 'fraction', value: Number(digits) / 100 }
    : { kind: plain, value: Number(digits) }
}
