import type { Position } from '#shared/types/api'
import type { Discrepancy, Holding } from '#shared/types/portfolio'
import { fractionOf, fromMicros, openResult, sumOf, toMicros } from './money'

/** A position as the page shows it. */
export interface HoldingRow {
  key: string
  strategy: string
  symbol: string
  quantity: string
  averageCost: string
  price: string
  value: string
  unrealised: string
  /** `null` until the reckoning of the same quantity is there. */
  today: string | null
  /** Part of the equity. */
  weight: number | null
  openedAt: string | null
  /** What the broker says otherwise. */
  mismatch: Discrepancy | null
}

/** Positions of one strategy, or of one symbol. */
export interface HeldGroup {
  name: string
  rows: HoldingRow[]
  value: string
  unrealised: string
  today: string | null
}

/**
 * Positions at their newest prices, with what is only reckoned now and then: the day's profit is brought up to
 * the newest value as long as it is of the same quantity.
 */
export function heldRows(
  positions: readonly Position[],
  {
    holdings,
    equity,
    differences,
  }: { holdings: readonly Holding[]; equity: string; differences: readonly Discrepancy[] }
): HoldingRow[] {
  return positions.map((one) => {
    const { strategy, symbol, quantity, averageCost, price, value } = one
    const known = holdings.find((other) => other.strategy === strategy && other.symbol === symbol)
    const isSame = known !== undefined && known.quantity === quantity
    const moved = isSame ? toMicros(value) - toMicros(known.value) : 0n
    return {
      key: `${strategy} ${symbol}`,
      strategy,
      symbol,
      quantity,
      averageCost,
      price,
      value,
      unrealised: isSame ? fromMicros(toMicros(value) - toMicros(known.basis)) : openResult(one),
      today: isSame ? fromMicros(toMicros(known.today) + moved) : null,
      weight: fractionOf(value, equity),
      openedAt: known?.openedAt ?? null,
      mismatch: differences.find((other) => other.symbol === symbol) ?? null,
    }
  })
}

/** Rows in their groups, by name; what was traded by hand comes last and apart. */
export function groupHeld(rows: readonly HoldingRow[], by: 'strategy' | 'symbol'): HeldGroup[] {
  const names = [...new Set(rows.map((row) => row[by]))].sort((a, b) => {
    const apart = Number(a === 'manual') - Number(b === 'manual')
    return by === 'strategy' && apart !== 0 ? apart : a.localeCompare(b)
  })
  return names.map((name) =>
    totalOf(
      name,
      rows.filter((row) => row[by] === name)
    )
  )
}

/** Rows with their sums; the day's is unknown as long as one row's is. */
export function totalOf(name: string, rows: HoldingRow[]): HeldGroup {
  const todays = rows.flatMap(({ today }) => (today === null ? [] : [today]))
  return {
    name,
    rows,
    value: sumOf(rows.map(({ value }) => value)),
    unrealised: sumOf(rows.map(({ unrealised }) => unrealised)),
    today: todays.length === rows.length ? sumOf(todays) : null,
  }
}
