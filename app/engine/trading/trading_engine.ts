import type { CommandRow } from '#ports/command_inbox.js'
import { AccountWatch } from '../alerts/account_watch.js'
import {
  brokerUncertain,
  journalDiffers,
  journalKey,
  orderResent,
} from '../alerts/engine_alerts.js'
import { logBatch } from '../traces/log_batch.js'
import type { AccountBook } from './account_book.js'
import { rowsDiffer } from './compare_orders.js'
import { DayTurn } from './day_turn.js'
import { Dispatcher } from './dispatcher.js'
import type { EnginePorts, OpenMarket } from './engine_ports.js'
import { InboxReader } from './inbox_reader.js'
import { KNOWN_FILLS, KnownFills } from './known_fills.js'
import { rebuild } from './rebuild.js'
import { DayKeeper } from '../portfolio/day_keeper.js'
import { EquityKeeper } from '../portfolio/equity_keeper.js'
import { Reconciler } from '../reconcile/reconciler.js'
import { Sequencer } from './sequencer.js'
import { Settler } from './settler.js'
import { LimitsKeeper } from '../risk/limits_keeper.js'
import { WatchedInstruments } from './watched_instruments.js'
import type { AccountStrategies } from './strategies/strategy_hosting.js'

/** How often the broker is asked while something is in doubt. */
const SETTLE_MS = 1_000
/** Between two lists of the broker that count as two at a start. */
const EVIDENCE_GAP_MS = 100
/** Passes at a start; what is in doubt after them stays so, and is asked about while trading. */
const START_PASSES = 4
/** How often it is looked whether the time of a loosening of limits has come. */
const LIMITS_MS = 1_000
/** How often the inbox is looked at without a wake. */
const INBOX_MS = 1_000
/** How often the clock is looked at for the close of a session. */
const CLOSE_LOOK_MS = 2_000
/** Pause between two marks of the course of equity. */
const EQUITY_MS = 20_000
/** How often the clock is looked at for the next comparison with the broker. */
const RECONCILE_LOOK_MS = 10_000

/** An account that trades, until it is stopped or fails. */
export interface TradingEngine {
  readonly sequencer: Sequencer
  /** `null` where none are to run. */
  readonly strategies: AccountStrategies | null
  /** Resolves with the reason when it cannot go on; never after `stop`. */
  readonly failed: Promise<unknown>
  /** Writes what is queued and ends. Orders stay at the broker. */
  stop(): Promise<void>
  /** Ends at once and writes nothing: the right to trade is gone. */
  abandon(): Promise<void>
}

/**
 * Starts to trade an account under a fencing number: reads the journal, asks the broker what became of
 * every open order, brings both to agree, and only then listens to commands and prices.
 */
export async function startEngine(
  account: string,
  fencing: number,
  ports: EnginePorts
): Promise<TradingEngine> {
  const { journal, alerts } = ports
  const rebuilt = await rebuild(journal, account)
  const market = await ports.openMarket(account, fencing)
  try {
    const known = await journal.knownFills(account, KNOWN_FILLS)
    const difference =
      rebuilt.difference ?? rowsDiffer(rebuilt.book, await journal.openOrders(account))
    const engine = new AccountEngine(
      rebuilt.book,
      { fencing, market, ports },
      new KnownFills(known)
    )
    if (difference === null) alerts.resolve(journalKey(account))
    else {
      alerts.raise(journalDiffers(account, difference))
      engine.sequencer.offer({ type: 'alarm', reason: difference })
    }
    await engine.start()
    return engine
  } catch (error) {
    await Promise.all([market.broker.close(), market.feed.close()])
    throw error
  }
}

class AccountEngine implements TradingEngine {
  readonly sequencer: Sequencer
  readonly strategies: AccountStrategies | null
  readonly failed: Promise<unknown>
  readonly #dispatcher: Dispatcher
  readonly #settler: Settler
  readonly #watched: WatchedInstruments
  readonly #limits: LimitsKeeper
  readonly #turn: DayTurn
  readonly #reconciler: Reconciler | null
  readonly #days: DayKeeper | null
  readonly #equity: EquityKeeper | null
  readonly #inbox: InboxReader
  readonly #undo: (() => Promise<void> | void)[] = []
  #fail: (error: unknown) => void = () => {}
  #isEnded = false

  constructor(
    book: AccountBook,
    private readonly place: { fencing: number; market: OpenMarket; ports: EnginePorts },
    knownFills: KnownFills
  ) {
    const { ports, market, fencing } = place
    const { journal, clock, alerts, warn } = ports
    const watch = new AccountWatch(book, { alerts, clock })
    this.#undo.push(() => watch.close())
    this.failed = new Promise((resolve) => (this.#fail = resolve))
    this.sequencer = new Sequencer(book, fencing, knownFills, {
      journal,
      clock,
      rebuild: async () => (await rebuild(journal, book.account)).book,
      dispatch: (actions) => this.#dispatcher.dispatch(actions),
      tell: (facts) => this.strategies?.tell(facts),
      written: (batch) => {
        watch.see(batch)
        logBatch(batch, { info: ports.info, debug: ports.debug ?? (() => {}) })
        ports.written?.(batch)
      },
      failed: (error) => this.#fail(error),
      warn,
    })
    this.#dispatcher = new Dispatcher({
      clock,
      broker: market.broker,
      offer: (arrival) => this.sequencer.offer(arrival),
      uncertain: (orderSequence, sentence) => {
        alerts.raise(brokerUncertain(book.account, sentence))
        this.#settler.doubt(orderSequence)
      },
    })
    const { broker } = market
    const { sequencer } = this
    this.strategies =
      ports.strategies?.open({
        account: book.account,
        environment: market.broker.environment,
        book: () => sequencer.book,
        offer: (...arrivals) => sequencer.offer(...arrivals),
        settled: () => sequencer.settled(),
        history: market.history ?? null,
      }) ?? null
    this.#inbox = new InboxReader({
      inbox: ports.inbox,
      account: book.account,
      carryOut: (command) => this.#carryOut(command),
    })
    this.#turn = new DayTurn({ clock, sequencer, actions: market.actions })
    this.#watched = new WatchedInstruments({
      feed: market.feed,
      sequencer,
      alerts: ports.alerts,
      beforeTick: () => this.#turn.look(),
      quoted: (quote) => this.strategies?.see(quote),
    })
    this.#limits = new LimitsKeeper({ sequencer, clock, alerts: ports.alerts })
    this.#settler = new Settler({
      broker,
      clock,
      sequencer,
      dispatcher: this.#dispatcher,
      warn: (sentence) => alerts.raise(orderResent(book.account, sentence)),
    })
    this.#reconciler =
      ports.reconcile === undefined
        ? null
        : new Reconciler(
            {
              broker,
              clock,
              sequencer,
              alerts: ports.alerts,
              settle: () => this.#settler.pass({ isStart: false }),
              dispatch: (actions) => this.#dispatcher.dispatch(actions),
              sleep: (ms) => this.#sleep(ms),
            },
            ports.reconcile
          )
    this.#days =
      ports.portfolio === undefined
        ? null
        : new DayKeeper({ records: ports.portfolio, clock, sequencer })
    this.#equity =
      ports.equity === undefined
        ? null
        : new EquityKeeper({ marks: ports.equity, clock, sequencer })
  }

  async start(): Promise<void> {
    const { market, ports } = this.place
    void market.lost.then((error) => this.#fail(error))
    market.broker.onReport((report) => {
      if (report.type === 'disconnected') this.#fail(new Error(`the broker: ${report.reason}`))
      else this.sequencer.offer({ type: 'report', report })
    })
    for (let pass = 0; pass < START_PASSES; pass++) {
      await this.#settler.pass({ isStart: true })
      if (!this.#settler.isNeeded) break
      await this.#sleep(EVIDENCE_GAP_MS)
    }
    // Executions of yesterday are booked by now: dates that have begun since come after them.
    this.#turn.look()
    await this.#reconciler?.run('start')
    // Before the first new price: sessions that closed meanwhile saw none.
    await this.#days?.keepTime()
    await this.#watched.start()
    this.#undo.push(await ports.inbox.watch(() => this.#wake()))
    await this.#inbox.read()
    this.#every(INBOX_MS, () => this.#inbox.read())
    this.#every(SETTLE_MS, () => this.#settle())
    this.#every(LIMITS_MS, async () => this.#limits.keepTime())
    this.#every(RECONCILE_LOOK_MS, async () => this.#reconciler?.keepTime())
    this.#every(CLOSE_LOOK_MS, async () => this.#days?.keepTime())
    await this.#equity?.mark()
    this.#every(EQUITY_MS, async () => this.#equity?.mark())
    this.strategies?.start()
  }

  async stop(): Promise<void> {
    await this.#end()
    await this.sequencer.stop()
  }

  async abandon(): Promise<void> {
    this.sequencer.abandon()
    await this.#end()
  }

  async #end(): Promise<void> {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#dispatcher.stop()
    this.#inbox.close()
    this.#reconciler?.close()
    await this.strategies?.close()
    const { market } = this.place
    const undone = await Promise.allSettled(this.#undo.map(async (undo) => undo()))
    await Promise.allSettled([market.feed.close(), market.broker.close()])
    const failed = undone.find(({ status }) => status === 'rejected')
    if (failed !== undefined) this.place.ports.warn('a part of the engine did not end cleanly')
  }

  async #settle(): Promise<void> {
    this.#settler.lookAfterCancels()
    if (this.#settler.isNeeded) await this.#settler.pass({ isStart: false })
  }

  #wake(): void {
    this.#inbox.read().catch((error: unknown) => this.#fail(error))
  }

  #carryOut(command: CommandRow): Promise<void> {
    const taken = this.#reconciler?.take(command) ?? this.strategies?.take(command) ?? null
    if (taken !== null) return taken
    this.sequencer.offer({ type: 'command', command })
    return this.sequencer.settled().then(() => {
      this.#turn.reset()
      return this.#watched.follow()
    })
  }

  #sleep(ms: number): Promise<void> {
    const { clock } = this.place.ports
    return new Promise((resolve) => clock.setTimer(clock.nowMs() + ms, resolve))
  }

  /** Runs again and again, each time after the one before has ended; a failure ends the engine. */
  #every(ms: number, run: () => Promise<void>): void {
    const { clock } = this.place.ports
    let cancel = () => {}
    const next = () => {
      cancel = clock.setTimer(clock.nowMs() + ms, () => {
        if (this.#isEnded) return
        run().then(next, (error: unknown) => this.#fail(error))
      })
    }
    next()
    this.#undo.push(() => cancel())
  }
}
