import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { MarketBoard } from '#ports/market_board.js'
import type { QuotePlaces } from '#ports/shared_quotes.js'
import type { TickStore } from '#ports/tick_store.js'
import type { MarketDataService } from './market_data_service.js'
import { reportOf } from './market_report.js'
import { MarketWatch } from './market_watch.js'
import type { MissingPrices } from './missing_prices.js'
import { QuotePublisher } from './quote_publisher.js'
import { RECORDER, TickRecorder } from './tick_recorder.js'

/** How long ticks are kept, in days; 0 quote days: quotes are not stored. May change at any time. */
export interface TickDays {
  readonly quoteDays: number
  readonly barDays: number
}

/** What live prices are kept up with. */
export interface MarketPorts {
  readonly market: MarketDataService
  readonly missing: MissingPrices
  readonly clock: Clock
  readonly alerts: Alerts
  readonly quotes: QuotePlaces
  readonly ticks: TickStore
  readonly board: MarketBoard
  readonly tickDays: TickDays
  /** Of this process. */
  readonly process: number
}

const LOOK_MS = 2_000
const FORGET_MS = 3_600_000
const DAY_MS = 86_400_000

/**
 * Does what surrounds live prices in the process that has the feed: stores ticks, shares latest quotes, tells
 * people what is wrong, writes how it stands. None of it holds a tick up. Ends with `stop`.
 */
export function keepMarket(ports: MarketPorts): { stop(): Promise<void> } {
  const { market, clock, alerts, tickDays } = ports
  // What was open when a process was killed: what still is will be raised again.
  alerts.resolve('market:*')
  alerts.resolve('redis:*')
  const recorder = new TickRecorder(
    { store: ports.ticks, clock, alerts },
    {
      ...RECORDER,
      feed: market.feedName,
      get storesQuotes() {
        return tickDays.quoteDays > 0
      },
    }
  )
  const latest = (symbol: string) => market.latest(symbol)
  const publisher = new QuotePublisher({ ...ports.quotes, clock, alerts, latest })
  const unobserve = market.observe((tick) => {
    recorder.take(tick)
    if (tick.type === 'quote') publisher.see(tick.symbol)
  })
  const watch = new MarketWatch(alerts)
  const told = new ChoreAlerts(alerts)
  let isStopped = false
  const look = async () => {
    const status = market.status()
    watch.look(status)
    const { missing } = ports
    if (status.instruments.length + missing.symbols.length === 0) return
    const report = reportOf(status, {
      process: ports.process,
      atMs: clock.nowMs(),
      missing: missing.symbols,
      stored: recorder.state,
      sharedBy: publisher.sharedBy,
    })
    await ports.board.write(report)
  }
  const forget = async () => {
    const before = (days: number) => clock.nowMs() - days * DAY_MS
    const retention = {
      quotesBeforeMs: before(tickDays.quoteDays),
      barsBeforeMs: before(tickDays.barDays),
    }
    await ports.ticks.forget(retention)
  }
  const keep = (chore: Chore, ms: number, run: () => Promise<void>) =>
    every(clock, ms, () =>
      run().then(
        () => told.worked(chore),
        (error: unknown) => told.failed(chore, error)
      )
    )
  const cancels = [keep('board', LOOK_MS, look), keep('forgetting', FORGET_MS, forget)]
  return {
    async stop() {
      if (isStopped) return
      isStopped = true
      for (const cancel of cancels) cancel()
      unobserve()
      await Promise.all([recorder.stop(), publisher.stop()])
    },
  }
}

/** Failures in a row of one chore until a person is told: a database that is restarted needs a moment. */
const FAILURES_TOLD = 3

const CHORES = {
  board: 'the state of live prices is not shown',
  forgetting: 'old quotes and bars are not removed',
}
type Chore = keyof typeof CHORES

/** Tells people of what keeps failing beside the ticks. */
class ChoreAlerts {
  readonly #failures = new Map<string, number>()

  constructor(private readonly alerts: Alerts) {}

  worked(chore: Chore): void {
    if ((this.#failures.get(chore) ?? 0) >= FAILURES_TOLD) this.alerts.resolve(`market:${chore}`)
    this.#failures.delete(chore)
  }

  failed(chore: Chore, error: unknown): void {
    const failures = (this.#failures.get(chore) ?? 0) + 1
    this.#failures.set(chore, failures)
    if (failures !== FAILURES_TOLD) return
    this.alerts.raise({
      key: `market:${chore}`,
      severity: 'warning',
      title: CHORES[chore],
      body: error instanceof Error ? error.message : String(error),
      account: null,
      subject: null,
    })
  }
}

/** Runs what never fails again and again, each time after the one before has ended, until the function returned is called. */
function every(clock: Clock, ms: number, run: () => Promise<void>): () => void {
  let isOver = false
  let cancel = () => {}
  const arm = () => {
    if (isOver) return
    cancel = clock.setTimer(clock.nowMs() + ms, () => void run().then(arm))
  }
  arm()
  return () => {
    isOver = true
    cancel()
  }
}
