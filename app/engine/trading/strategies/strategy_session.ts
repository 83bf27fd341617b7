import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import type { CleanLogLine } from '#engine/plugin_gateway/log_lines.js'
import { failureSentence } from '#engine/plugin_host/failure_sentence.js'
import type { AskFailure, HostedState, PluginAnswer } from '#engine/plugin_host/hosted_status.js'
import type { AskEarly, PluginCaller, StartRefusal } from '#engine/plugin_host/may_start.js'
import { barEndMs } from '#kernel/market/timeframe.js'
import type { Result } from '#kernel/values/result.js'
import type { QuoteTick } from '#ports/market_feed.js'
import type { StrategyRow } from '#ports/strategy_records.js'
import { stateOf } from '../account_book.js'
import { EventQueue, type Waiting } from './event_queue.js'
import { SignalDesk, type SignalRules } from './signal_desk.js'
import type { AccountDesk } from './strategy_hosting.js'
import { barEvent, quoteEvent, sliceEvent } from './strategy_event.js'
import { figuresOf, orderNews, positionNews, type StrategyFact } from './strategy_fact.js'
import type { PluginDesk, StrategyPorts } from './strategy_ports.js'
import { instrumentOf, setupOf } from './strategy_setup.js'
import { warmUp, WARMUP_BARS_MAX } from './warm_up.js'

/** Times that one piece of news is told to processes that end over it. */
const TRIES_MAX = 2

/** In what a strategy's start says that it hears: it has `onQuote`. */
const HEARS_QUOTES = 4
/** Processes of one start, and signals of one process, that have numbers of their own. */
const LAUNCHES_MAX = 1_000
const REFERENCES_MAX = 1_000_000

/** What a session works with. */
export interface SessionPorts extends Pick<StrategyPorts, 'clock'> {
  readonly desk: AccountDesk
  readonly host: PluginDesk
  readonly rules: SignalRules
  /** A line for the strategy's log. */
  note(level: CleanLogLine['level'], text: string): void
  /** More came than may wait for it: it has to begin anew. Called once. */
  fellBehind(): void
  /** The platform failed while it looked after it. */
  troubled(error: unknown): void
  /** Where the plugin stands now, and when one that waits is started again. */
  changed(state: HostedState, reason: string | null, againMs: number | null): void
}

/**
 * A strategy while it runs: its process is brought up to date with past bars, is told what happens, one
 * thing after the other, and what it says goes to the account.
 *
 * While its process is away news wait. A new process is warmed up to the last bar that the one before was
 * shown, and goes on from there; so nothing is told twice, and no fill is missed.
 */
export class StrategySession implements PluginCaller {
  readonly #queue = new EventQueue()
  readonly #key
  readonly #symbols: ReadonlyMap<string, number>
  readonly #instruments: readonly number[]
  readonly #signals: SignalDesk
  /** Of each symbol: bars shown in all, and the start of the last. */
  readonly #shown = new Map<string, { count: number; lastMs: number }>()
  #warmupBars = 0
  #hasSlice = false
  #hearsQuotes = false
  #isReady = false
  #isEnded = false
  #busy: Promise<void> | null = null
  #tries = 0
  #launches = 0
  #isMute = false

  constructor(
    readonly row: StrategyRow,
    /** Its number in the account. */
    readonly strategy: number,
    private readonly ports: SessionPorts
  ) {
    const { account, name, plugin, environment, symbols } = row
    this.#key = { id: plugin, environment, instance: `${account}/${name}` }
    this.#symbols = new Map(symbols.map((symbol, place) => [symbol, place]))
    const state = stateOf(ports.desk.book())
    this.#instruments = symbols.map((symbol) => instrumentOf(state, symbol))
    this.#signals = new SignalDesk(
      {
        name,
        strategy,
        instruments: this.#instruments,
        isWarmingUp: (place) => this.#isWarmingUp(symbols[place] as string),
      },
      ports
    )
  }

  /** Version that runs; `null` while none does. */
  get version(): string | null {
    return this.#status()?.version ?? null
  }

  /** Process that runs; `null` while none does. */
  get pid(): number | null {
    return this.#status()?.pid ?? null
  }

  /** Whether anything was told to it since this was last asked. */
  get takeNews(): boolean {
    const hasNews = !this.#isMute
    this.#isMute = true
    return hasNews
  }

  /** Symbols with fewer bars than the warm-up takes, with how many they have. */
  get lacking(): readonly string[] {
    return this.row.symbols
      .filter((symbol) => this.#count(symbol) < this.#warmupBars)
      .map((symbol) => `${symbol} (${this.#count(symbol)} of ${this.#warmupBars})`)
  }

  /** Starts it for the first time. */
  start(): Promise<Result<unknown, StartRefusal>> {
    const { row, ports } = this
    return ports.host.start({
      ...this.#key,
      kind: 'strategy',
      parameters: row.parameters,
      setup: setupOf(stateOf(ports.desk.book()), row),
      caller: this,
    })
  }

  /** Tells it to stop and waits until its process is gone. */
  async end(reason: string): Promise<void> {
    this.#isEnded = true
    this.#isReady = false
    await this.ports.host.stop(this.#key, reason)
  }

  /** What its `state()` says, JSON; `null` when it cannot be asked. */
  async state(): Promise<string | null> {
    if (!this.#isReady) return null
    const answered = await this.ports.host.ask(this.#key, {
      type: 'state',
      atMs: this.#presentMs(),
    })
    return answered.ok ? JSON.stringify(answered.value.value) : null
  }

  /** Takes a quote; while its process is busy only the last of each symbol is kept. */
  see(quote: QuoteTick): void {
    if (!this.#hearsQuotes || !this.#isReady || !this.#symbols.has(quote.symbol)) return
    const event = quoteEvent(quote, this.#presentMs())
    if (event === null) return
    const sinceMs = this.ports.clock.nowMs()
    this.#queue.push({ type: 'quote', symbol: quote.symbol, event, sinceMs })
    this.#pump()
  }

  /** Takes what it has to be told. */
  tell(facts: readonly StrategyFact[]): void {
    const sinceMs = this.ports.clock.nowMs()
    let endMs: number | null = null
    for (const fact of facts) {
      if (fact.type !== 'bar') {
        const isMine =
          fact.type === 'news'
            ? fact.strategy === this.strategy
            : this.#symbols.has(fact.news.symbol)
        if (isMine) this.#queue.push({ type: 'news', news: fact.news, sinceMs })
        continue
      }
      const { symbol, timeframe, startMs } = fact.bar
      if (timeframe !== this.row.timeframe || !this.#symbols.has(symbol)) continue
      this.#queue.push({ ...fact, sinceMs })
      endMs = barEndMs(timeframe, startMs)
    }
    if (endMs !== null && this.#hasSlice) this.#queue.push({ type: 'slice', endMs, sinceMs })
    if (this.#queue.isOverrun && !this.#isEnded) {
      this.#isEnded = true
      this.#isReady = false
      return this.ports.fellBehind()
    }
    this.#pump()
  }

  /** Whether something is being told to its process. */
  get isBusy(): boolean {
    return this.#busy !== null
  }

  /** Resolves when nothing waits that its process could be told. */
  async settled(): Promise<void> {
    while (this.#busy !== null) await this.#busy
  }

  setup(): Readonly<Record<string, unknown>> {
    const process = (this.row.starts - 1) * LAUNCHES_MAX + (this.#launches++ % LAUNCHES_MAX)
    const firstReference = Math.max(0, process) * REFERENCES_MAX
    return { ...setupOf(stateOf(this.ports.desk.book()), this.row), firstReference }
  }

  async prepare(started: unknown, ask: AskEarly): Promise<string | null> {
    this.#isReady = false
    await this.#busy
    this.#queue.dropQuotes()
    const { warmupBars, hasSlice, hears } = (started ?? {}) as Record<string, unknown>
    if (!isCount(warmupBars)) return 'says no sound number of bars to warm up with'
    this.#warmupBars = warmupBars
    this.#hasSlice = hasSlice === true
    this.#hearsQuotes = typeof hears === 'number' && (hears & HEARS_QUOTES) !== 0
    const { desk } = this.ports
    const { history } = desk
    if (history !== null && warmupBars > 0) {
      const { symbols, timeframe } = this.row
      const warmed = await warmUp(
        {
          ...{ symbols, timeframe, hasSlice: this.#hasSlice, beforeMs: this.#warmUntilMs() },
          count: Math.min(warmupBars, WARMUP_BARS_MAX),
        },
        { history, figures: () => figuresOf(stateOf(desk.book())) },
        ask
      )
      if (warmed.type === 'failed') return `failed while it warmed up: ${warmed.reason}`
      for (const [symbol, { count, lastMs }] of warmed.shown) {
        const known = this.#shown.get(symbol)
        this.#shown.set(symbol, {
          count: Math.max(known?.count ?? 0, count),
          lastMs: Math.max(known?.lastMs ?? -Infinity, lastMs),
        })
      }
    }
    return this.#tellHoldings(ask)
  }

  changed(state: HostedState, reason: string | null, againMs: number | null): void {
    this.#isReady = state === 'running' && !this.#isEnded
    this.ports.changed(state, reason, againMs)
    this.#pump()
  }

  /** Orders that nobody has acknowledged yet belong to the version that made them. */
  maySwitch(): boolean {
    const { notes, state } = this.ports.desk.book()
    const own = (state?.orders ?? []).filter(({ strategy }) => strategy === this.strategy)
    return own.every(
      (order) =>
        order.state !== 'unknown' && (notes[order.sequence]?.brokerOrderId ?? null) !== null
    )
  }

  logged(lines: readonly CleanLogLine[], dropped: number): void {
    for (const { level, text } of lines) this.ports.note(level, text)
    if (dropped > 0) this.ports.note('warn', `${dropped} lines of the log were dropped`)
  }

  /** What it holds and what works for it: a new process knows neither. */
  async #tellHoldings(ask: AskEarly): Promise<string | null> {
    const state = stateOf(this.ports.desk.book())
    const atMs = this.#presentMs()
    const held = this.#instruments.map((instrument) =>
      positionNews(state, this.strategy, instrument)
    )
    const own = state.orders.filter(({ strategy }) => strategy === this.strategy)
    const news = [
      ...held.filter(({ quantity }) => quantity !== 0),
      ...own.map((order) => orderNews(state, order)),
    ]
    for (const one of news) {
      const answered = await ask({ ...one, atMs })
      if (!answered.ok) return `failed when it was told what it holds: ${answered.failure.type}`
    }
    return null
  }

  #pump(): void {
    if (this.#busy !== null || !this.#isReady || this.#queue.length === 0) return
    this.#busy = this.#tellAll()
      .catch((error: unknown) => {
        this.#isReady = false
        this.ports.troubled(error)
      })
      .then(() => {
        this.#busy = null
        this.#pump()
      })
  }

  async #tellAll(): Promise<void> {
    for (;;) {
      const next = this.#queue.peek()
      if (next === null || !this.#isReady) return
      if (next.type === 'bar' && next.bar.startMs <= this.#lastMs(next.bar.symbol)) {
        this.#queue.shift()
        continue
      }
      await this.#tellOne(next)
    }
  }

  async #tellOne(next: Waiting): Promise<void> {
    const { host, clock } = this.ports
    const askedMs = clock.nowMs()
    const answered = await host.ask(this.#key, this.#eventOf(next))
    if (!answered.ok) return this.#unanswered(answered.failure)
    this.#tries = 0
    this.#isMute = false
    this.#queue.shift()
    if (next.type === 'bar') {
      const { symbol, startMs } = next.bar
      this.#shown.set(symbol, { count: this.#count(symbol) + 1, lastMs: startMs })
    }
    await this.#follow(answered.value, { sinceMs: next.sinceMs, askedMs })
  }

  async #follow(
    { effects: { handed, refused } }: PluginAnswer,
    times: { readonly sinceMs: number; readonly askedMs: number }
  ): Promise<void> {
    for (const { type, message } of refused) this.ports.note('warn', `${type}: ${message}`)
    const signals = handed.filter((effect) => effect.type === 'signal')
    if (signals.length === 0) return
    const answeredMs = this.ports.clock.nowMs()
    const state = await this.state()
    await this.#signals.follow({ signals, ...times, answeredMs, state })
  }

  /** What it was told stays for its next process, unless that is what ends them. */
  #unanswered(failure: AskFailure): void {
    const isItsOwn = failure.type !== 'not_running' && failure.type !== 'not_granted'
    if (isItsOwn) this.ports.note('error', failureSentence(failure))
    else if (failure.type === 'not_granted') this.ports.note('warn', failure.message)
    const isAway = !['threw', 'not_granted', 'queue_full', 'text_too_large'].includes(failure.type)
    if (isAway) this.#isReady = false
    if (isAway && (failure.type === 'not_running' || ++this.#tries < TRIES_MAX)) return
    this.#tries = 0
    this.#queue.shift()
  }

  #eventOf(next: Waiting): PluginEvent {
    switch (next.type) {
      case 'bar': {
        const isWarmingUp = this.#count(next.bar.symbol) < this.#warmupBars
        return barEvent(next.bar, next.account, { isWarmingUp })
      }
      case 'quote':
        return next.event
      case 'slice':
        return sliceEvent(next.endMs)
      case 'news':
        return { ...next.news, atMs: this.#presentMs() }
    }
  }

  /** The first bars are only for filling indicators; what is said to the last of them does not count either. */
  #isWarmingUp(symbol: string): boolean {
    return this.#count(symbol) <= this.#warmupBars && this.#warmupBars > 0
  }

  #count(symbol: string): number {
    return this.#shown.get(symbol)?.count ?? 0
  }

  #lastMs(symbol: string): number {
    return this.#shown.get(symbol)?.lastMs ?? -Infinity
  }

  /** Until when a process is warmed up: to what the one before was shown, else to the market's present. */
  #warmUntilMs(): number {
    const last = Math.max(...this.row.symbols.map((symbol) => this.#lastMs(symbol)))
    return last > -Infinity ? barEndMs(this.row.timeframe, last) : this.#presentMs()
  }

  /** On the time line of the market's bars: a plugin has one clock. */
  #presentMs(): number {
    return this.ports.desk.history?.presentMs() ?? this.ports.clock.nowMs()
  }

  #status() {
    const { id, instance } = this.#key
    return this.ports.host
      .status()
      .find((one) => one.id === id && one.instance === instance && one.state === 'running')
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
