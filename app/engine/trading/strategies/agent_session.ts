import type { HandedEffect } from '#engine/plugin_gateway/gateway.js'
import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { failureSentence } from '#engine/plugin_host/failure_sentence.js'
import type { HostedState } from '#engine/plugin_host/hosted_status.js'
import type { AskEarly, PluginCaller } from '#engine/plugin_host/may_start.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarTick } from '#ports/market_feed.js'
import type { AccountAgent } from '#ports/strategy_records.js'
import { stateOf } from '../account_book.js'
import { accountEvent } from './account_event.js'
import type { AccountDesk } from './strategy_hosting.js'
import { figuresOf } from './strategy_fact.js'
import type { PluginDesk, StrategyPorts } from './strategy_ports.js'
import { setupOf } from './strategy_setup.js'
import { warmUp, WARMUP_BARS_MAX } from './warm_up.js'

/** Bars that agents of an account are shown. */
export const AGENT_TIMEFRAME: Timeframe = '1d'

/** An agent is shown the account at least this often, well within the half hour after which its word is stale. */
const ACCOUNT_MS = 300_000

/** Events that wait for an agent; with more the oldest go, because it is the present that counts. */
const WAITING_MAX = 2_000

/** What an agent's session works with. */
export interface AgentSessionPorts extends Pick<StrategyPorts, 'clock' | 'warn'> {
  readonly desk: AccountDesk
  readonly host: PluginDesk
  /** Where it stands now. */
  changed(state: HostedState, reason: string | null): void
}

/**
 * An agent while it runs: it is shown the bars of every instrument of the account, and after those of a
 * moment the account, one thing after the other. What it says of the risk bias goes to the account.
 */
export class AgentSession implements PluginCaller {
  readonly #waiting: PluginEvent[] = []
  /** Start of the last bar shown, by symbol. */
  readonly #shown = new Map<string, number>()
  /** When it was shown the account last, by the clock. */
  #accountMs: number
  #hearsBars = true
  #hearsAccount = true
  #isReady = false
  #busy: Promise<void> | null = null

  constructor(
    readonly agent: AccountAgent,
    private readonly ports: AgentSessionPorts
  ) {
    this.#accountMs = ports.clock.nowMs()
  }

  /** Its name among the plugins that run. */
  get key() {
    const { account, environment } = this.ports.desk
    return { id: this.agent.plugin, environment, instance: account }
  }

  /** Whether something waits for its answer. */
  get isBusy(): boolean {
    return this.#busy !== null
  }

  /** Starts it; why that cannot be, in a sentence, or `null`. */
  async start(): Promise<string | null> {
    const { desk, host } = this.ports
    const { parameters } = this.agent
    const about = { kind: 'agent', parameters, account: desk.account, caller: this } as const
    const started = await host.start({ ...this.key, ...about })
    return started.ok ? null : started.failure.message
  }

  async end(reason: string): Promise<void> {
    this.#isReady = false
    await this.ports.host.stop(this.key, reason)
  }

  /** Resolves when nothing waits that its process could be shown. */
  async settled(): Promise<void> {
    while (this.#busy !== null) await this.#busy
  }

  /** Shows it bars that have ended, and the account after them. */
  tell(bars: readonly BarTick[]): void {
    let endMs = 0
    for (const bar of bars) {
      if (bar.timeframe !== AGENT_TIMEFRAME) continue
      endMs = Math.max(endMs, barEndMs(bar.timeframe, bar.startMs))
      if (this.#hearsBars) this.#waiting.push(barEventOf(bar))
    }
    if (endMs > 0) this.#showAccount(endMs)
  }

  /** Shows it the account when it has not seen it for a while: between long bars it could confirm nothing. */
  remind(): void {
    const { clock, desk } = this.ports
    if (clock.nowMs() - this.#accountMs < ACCOUNT_MS) return
    this.#showAccount(desk.history?.presentMs() ?? clock.nowMs())
  }

  #showAccount(atMs: number): void {
    const { clock, desk } = this.ports
    this.#accountMs = clock.nowMs()
    if (this.#hearsAccount) this.#waiting.push(accountEvent(stateOf(desk.book()), atMs))
    this.#waiting.splice(0, this.#waiting.length - WAITING_MAX)
    this.#pump()
  }

  setup(): Readonly<Record<string, unknown>> {
    const state = stateOf(this.ports.desk.book())
    return setupOf(state, { symbols: this.#symbols(), timeframe: AGENT_TIMEFRAME })
  }

  async prepare(started: unknown, ask: AskEarly): Promise<string | null> {
    this.#isReady = false
    await this.#busy
    const { warmupBars = 0, hearsBars, hearsAccount } = (started ?? {}) as Record<string, unknown>
    this.#hearsBars = hearsBars !== false
    this.#hearsAccount = hearsAccount !== false
    if (!isCount(warmupBars)) return 'says no sound number of bars to warm up with'
    const { desk } = this.ports
    const { history } = desk
    if (history === null || warmupBars === 0 || !this.#hearsBars) return null
    const warmed = await warmUp(
      {
        ...{ symbols: this.#symbols(), timeframe: AGENT_TIMEFRAME, hasSlice: false },
        ...{ count: Math.min(warmupBars, WARMUP_BARS_MAX), beforeMs: history.presentMs() },
      },
      { history, figures: () => figuresOf(stateOf(desk.book())) },
      ask
    )
    if (warmed.type === 'failed') return `failed while it warmed up: ${warmed.reason}`
    for (const [symbol, { lastMs }] of warmed.shown) this.#shown.set(symbol, lastMs)
    return null
  }

  logged(): void {}

  maySwitch(): boolean {
    return true
  }

  changed(state: HostedState, reason: string | null): void {
    this.#isReady = state === 'running'
    this.ports.changed(state, reason)
    this.#pump()
  }

  handed(effects: readonly HandedEffect[]): void {
    const biases = effects.filter((effect) => effect.type === 'risk_bias')
    const last = biases.at(-1)
    if (last === undefined) return
    const source = `agent:${this.agent.plugin}`
    const { value: bias, reason } = last
    const said = { source, bias, isLasting: false, actor: source, reason }
    this.ports.desk.offer({ type: 'bias', said })
  }

  #symbols(): readonly string[] {
    return stateOf(this.ports.desk.book()).instruments.map(({ terms }) => terms.symbol)
  }

  #pump(): void {
    if (this.#busy !== null || !this.#isReady || this.#waiting.length === 0) return
    this.#busy = this.#showAll()
      .catch((error: unknown) => {
        this.#isReady = false
        const reason = error instanceof Error ? error.message : String(error)
        this.ports.warn(`the agent ${this.agent.plugin} could not be looked after: ${reason}`)
      })
      .then(() => {
        this.#busy = null
        this.#pump()
      })
  }

  async #showAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#isReady) return
      if (!this.#isPast(next)) {
        const answered = await this.ports.host.ask(this.key, next)
        if (answered.ok) this.handed(answered.value.effects.handed)
        else if (answered.failure.type === 'not_running') {
          this.#isReady = false
          return
        } else if (answered.failure.type !== 'not_granted') {
          this.ports.warn(`the agent ${this.agent.plugin}: ${failureSentence(answered.failure)}`)
        }
      }
      if (this.#waiting[0] === next) this.#waiting.shift()
    }
  }

  /** Whether a bar was shown already, while the agent warmed up. */
  #isPast(event: PluginEvent): boolean {
    if (event.type !== 'bar') return false
    const { symbol, startMs } = event as unknown as { symbol: string; startMs: number }
    if (startMs <= (this.#shown.get(symbol) ?? -Infinity)) return true
    this.#shown.set(symbol, startMs)
    return false
  }
}

function barEventOf(bar: BarTick): PluginEvent {
  const { symbol, timeframe, startMs, open, high, low, close, volume } = bar
  const endMs = barEndMs(timeframe, startMs)
  const prices = { open, high, low, close, volume }
  return {
    type: 'bar',
    atMs: endMs,
    symbol,
    timeframe,
    startMs,
    endMs,
    ...prices,
    warmingUp: false,
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
