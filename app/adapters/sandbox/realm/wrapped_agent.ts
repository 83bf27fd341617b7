import type { AgentAdvisor, AgentSight } from '../../../kernel/simulation/counsel_advisor.js'
import { accountText, barText } from '../../../kernel/simulation/event_text.js'
import { CALL } from '../wire/counters.js'
import type { LiveAnswer, LiveGuestCalls } from './live_guest_calls.js'

const REASON_LENGTH_MAX = 200
const WARMUP_BARS_MAX = 100_000

/** What an agent said when it was started. */
interface Started {
  readonly warmupBars?: unknown
  readonly hearsBars?: unknown
  readonly hearsAccount?: unknown
}

/** An agent as the kernel sees it: bars and the account go in as texts, a bias and a short text come out. */
export class WrappedAgent implements AgentAdvisor {
  bias = 1
  #reason = ''
  #hearsBars = true
  #hearsAccount = true
  #hasSaid = false
  /** What it said when something new was last counted: only what is new leaves a row. */
  #counted = 1

  constructor(readonly calls: LiveGuestCalls) {}

  /** Makes the agent. Bars that it wants from before the run, or -1 when it failed. */
  start(setup: string): number {
    const answer = this.calls.start(setup, CALL.onStart)
    if (answer === null) return -1
    const { warmupBars, hearsBars, hearsAccount } = (answer.value ?? {}) as Started
    this.#hearsBars = hearsBars !== false
    this.#hearsAccount = hearsAccount !== false
    if (warmupBars === undefined) return 0
    const isCount = Number.isInteger(warmupBars) && (warmupBars as number) >= 0
    if (isCount && (warmupBars as number) <= WARMUP_BARS_MAX) return warmupBars as number
    this.calls.refuse('its warmupBars are no number of bars')
    return -1
  }

  look(sight: AgentSight): number {
    this.#hasSaid = false
    for (let k = 0; this.#hearsBars && k < sight.bars.activeCount; k++) {
      if (!this.#take(this.calls.handle(barText(sight, k), CALL.onBar))) return -1
    }
    if (this.#hearsAccount) {
      if (!this.#take(this.calls.handle(accountText(sight), CALL.onAccount))) return -1
    }
    if (!this.#hasSaid || this.bias === this.#counted) return 0
    this.#counted = this.bias
    return this.calls.count() ? 1 : -1
  }

  text(): string {
    return this.#reason
  }

  failure(): string {
    return this.calls.failure()
  }

  stop(atMs: number): number {
    return this.calls.handle(JSON.stringify({ type: 'stop', atMs }), CALL.onStop) === null ? -1 : 0
  }

  /** Takes the last bias of an answer. False when it failed or cannot be right. */
  #take(answer: LiveAnswer | null): boolean {
    if (answer === null) return false
    for (const { type, value, reason } of answer.effects) {
      if (type !== 'risk_bias') continue
      if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
        this.calls.refuse('it set a risk bias that is none')
        return false
      }
      this.bias = value
      this.#reason = typeof reason === 'string' ? reason.slice(0, REASON_LENGTH_MAX) : ''
      this.#hasSaid = true
    }
    return true
  }
}
