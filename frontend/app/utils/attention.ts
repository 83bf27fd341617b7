import type { Alert, Order, Position } from '#shared/types/api'
import { fromMicros, magnitudeOf, sumOf, toMicros } from './money'

/** What is held and ordered now. */
export interface Stake {
  /** Account that it is of. */
  account: string
  positions: readonly Position[]
  working: readonly Order[]
}

/** An alert with the money that its cause can cost, in account currency. */
export interface AtRisk {
  alert: Alert
  money: string
}

const GRAVITY: Readonly<Record<string, number>> = { critical: 0, warning: 1, info: 2 }

/**
 * Alerts by the money at risk, the most first: what the strategy or the symbol of an alert holds, what an order
 * is about; everything that is held where the alert is about the account or the host. Of equal ones the graver
 * and then the newer come first.
 */
export function byMoneyAtRisk(alerts: readonly Alert[], stake: Stake): AtRisk[] {
  return alerts
    .map((alert) => ({ alert, money: moneyAtRisk(alert, stake) }))
    .sort((a, b) => {
      const more = toMicros(b.money) - toMicros(a.money)
      if (more !== 0n) return more > 0n ? 1 : -1
      const graver = (GRAVITY[a.alert.severity] ?? 3) - (GRAVITY[b.alert.severity] ?? 3)
      return graver || b.alert.lastAt.localeCompare(a.alert.lastAt)
    })
}

function moneyAtRisk({ account, subject, severity }: Alert, stake: Stake): string {
  if (account !== null && account !== stake.account) return '0'
  const held = (isHis: (one: Position) => boolean) =>
    sumOf(stake.positions.filter(isHis).map(({ value }) => magnitudeOf(value)))
  const [kind, name] = subject?.split(':') ?? []
  if (name === undefined) return severity === 'info' ? '0' : held(() => true)
  if (kind === 'strategy') return held(({ strategy }) => strategy === name)
  if (kind === 'symbol') return held(({ symbol }) => symbol === name)
  if (kind !== 'order') return '0'
  const order = stake.working.find(({ id }) => id === name)
  if (order === undefined) return '0'
  const price = order.limitPrice ?? order.stopPrice ?? priceOf(order.symbol, stake)
  const open = Number(order.quantity) - Number(order.filled)
  return price === null ? '0' : fromMicros(BigInt(Math.round(open * Number(price) * 1e6)))
}

function priceOf(symbol: string, { positions }: Stake): string | null {
  return positions.find((one) => one.symbol === symbol)?.price ?? null
}

/** The page of what an alert is about; `null` where it has none. */
export function causeOf({ subject }: Pick<Alert, 'subject'>): string | null {
  const [kind, name] = subject?.split(':') ?? []
  if (name === undefined) return null
  const id = encodeURIComponent(name)
  switch (kind) {
    case 'strategy':
      return `/strategies/${id}`
    case 'order':
      return `/orders/${id}`
    case 'plugin':
      return `/plugins/${id}`
    case 'symbol':
      return `/orders?symbol=${id}`
    default:
      return null
  }
}
