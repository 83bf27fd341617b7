import type { Alert, Alerts } from '#ports/alerts.js'
import type { MarketDataStatus } from './market_data_service.js'
import type { Refusals, TickFault } from './tick_check.js'

/** Looks in a row at which a price is stale until a person is told: subscribing takes a moment. */
const STALE_LOOKS = 5
/** What is over when it has not happened again for so long. */
const QUIET_MS = 600_000
/** Refused as a matter of course: two lines of a feed overtake each other, a bar is told twice. */
const HARMLESS: readonly TickFault[] = ['out_of_order', 'not_asked_for']

const FEED_ALERT = 'market:feed'
const staleKey = (symbol: string) => `market:stale:${symbol}`

/** Turns the state of live prices into alerts: look at it every few seconds. */
export class MarketWatch {
  readonly #staleLooks = new Map<string, number>()
  readonly #told = new Set<string>()
  readonly #refused = new Map<string, Refusals>()
  readonly #dropped = new Map<string, number>()

  constructor(private readonly alerts: Alerts) {}

  look(status: MarketDataStatus): void {
    this.#lookAtAge(status)
    for (const { symbol, refused } of status.instruments) this.#lookAtRefusals(symbol, refused)
    for (const { name, dropped } of status.listeners) this.#lookAtListener(name, dropped)
    forgetOthers(
      this.#refused,
      status.instruments.map(({ symbol }) => symbol)
    )
    forgetOthers(
      this.#dropped,
      status.listeners.map(({ name }) => name)
    )
  }

  /** One incident for a feed that is silent, one for each instrument when others have prices. */
  #lookAtAge({ feed, instruments }: MarketDataStatus): void {
    const stale = instruments.filter(({ freshness }) => freshness === 'stale')
    const isFeedSilent =
      stale.length > 0 &&
      instruments.every(({ freshness }) => freshness === 'stale' || freshness === 'closed')
    const looks = new Map(
      stale.map(({ symbol }) => [symbol, (this.#staleLooks.get(symbol) ?? 0) + 1])
    )
    this.#staleLooks.clear()
    for (const [symbol, count] of looks) this.#staleLooks.set(symbol, count)
    const old = stale.filter(({ symbol }) => looks.get(symbol)! >= STALE_LOOKS)
    const raised = new Set<string>()
    const raise = (alert: Alert) => {
      raised.add(alert.key)
      if (!this.#told.has(alert.key)) this.alerts.raise(alert)
    }
    if (isFeedSilent && old.length > 0) {
      raise({
        key: FEED_ALERT,
        severity: 'critical',
        title: 'no prices come',
        body: `${feed} has told no price of ${stale.length} instruments; stops and risk go by old ones.`,
        account: null,
        subject: `feed:${feed}`,
      })
    } else {
      for (const { symbol, latest } of old) {
        const since =
          latest === null
            ? 'none has come'
            : `the last is of ${new Date(latest.atMs).toISOString()}`
        raise({
          key: staleKey(symbol),
          severity: 'warning',
          title: `the price of ${symbol} is old`,
          body: `${feed} should tell prices of ${symbol} now: ${since}.`,
          account: null,
          subject: `symbol:${symbol}`,
        })
      }
    }
    for (const key of this.#told) if (!raised.has(key)) this.alerts.resolve(key)
    this.#told.clear()
    for (const key of raised) this.#told.add(key)
  }

  #lookAtRefusals(symbol: string, refused: Refusals): void {
    const before = this.#refused.get(symbol) ?? {}
    this.#refused.set(symbol, refused)
    const grown = (Object.keys(refused) as TickFault[])
      .filter((fault) => !HARMLESS.includes(fault) && refused[fault]! > (before[fault] ?? 0))
      .map((fault) => `${fault} ${refused[fault]}`)
    if (grown.length === 0) return
    this.alerts.raise({
      key: `market:refused:${symbol}`,
      severity: 'warning',
      title: `bad ticks of ${symbol}`,
      body: `They were not passed on; so many so far: ${grown.join(', ')}.`,
      account: null,
      subject: `symbol:${symbol}`,
      quietMs: QUIET_MS,
    })
  }

  #lookAtListener(name: string, dropped: number): void {
    const before = this.#dropped.get(name) ?? 0
    this.#dropped.set(name, dropped)
    if (dropped <= before) return
    this.alerts.raise({
      key: `market:slow:${name}`,
      severity: 'warning',
      title: `${name} is slower than the market`,
      body: `${dropped} quotes made room for newer ones of the same instruments before ${name} took them.`,
      account: null,
      subject: null,
      quietMs: QUIET_MS,
    })
  }
}

function forgetOthers(map: Map<string, unknown>, names: readonly string[]): void {
  const kept = new Set(names)
  for (const name of map.keys()) if (!kept.has(name)) map.delete(name)
}
