import type { HandedEffect } from '#engine/plugin_gateway/gateway.js'
import { TokenBucket } from '#engine/plugin_gateway/token_bucket.js'
import { denial, type Verdict } from '#kernel/risk/verdict.js'
import type { Signal } from '#kernel/signal/signal.js'
import type { Clock } from '#ports/clock.js'
import type { AccountDesk } from './strategy_hosting.js'
import { takeSignal } from './take_signal.js'

/** Signals of one strategy: so many at once (two full calls), and so many a second. */
export const SIGNAL_RATE = { burst: 512, perSecond: 20 } as const
/** A signal that answers older news than this opens nothing: the market has moved on. */
export const LATE_MS = 10_000

/** Who is asked about a signal before the account is. */
export interface SignalRules {
  verdictsOn(signal: Signal): Promise<readonly Verdict[]>
}

/** What signals of a strategy are judged with. */
export interface SignalDeskPorts {
  readonly desk: AccountDesk
  readonly clock: Clock
  readonly rules: SignalRules
  /** A line for the strategy's log. */
  note(level: 'warn' | 'error', text: string): void
}

/** An answer of a strategy. */
export interface Said {
  readonly signals: readonly (HandedEffect & { readonly type: 'signal' })[]
  /** Since when the news waited that it answers, when it was asked, and when the answer came. */
  readonly sinceMs: number
  readonly askedMs: number
  readonly answeredMs: number
  /** The strategy's own word of its state, JSON; `null` when it was not asked. */
  readonly state: string | null
}

/** Whose signals these are. */
export interface SignalSource {
  readonly name: string
  readonly strategy: number
  readonly instruments: readonly number[]
  /** Whether what is said of an instrument does not count yet; `instrument` is its place in `instruments`. */
  isWarmingUp(instrument: number): boolean
}

/** Takes what a strategy says to the account: read, counted, judged by the plugin rules, and offered in order. */
export class SignalDesk {
  readonly #bucket: TokenBucket

  constructor(
    private readonly source: SignalSource,
    private readonly ports: SignalDeskPorts
  ) {
    this.#bucket = new TokenBucket(SIGNAL_RATE, ports.clock.nowMs())
  }

  /** Resolves when every signal of an answer has been offered or dropped. */
  async follow({ signals, sinceMs, askedMs, answeredMs, state }: Said): Promise<void> {
    const { desk, clock, rules, note } = this.ports
    for (const effect of signals) {
      const read = takeSignal(effect, this.source)
      if (!read.ok) {
        note('error', `a signal cannot be read: ${read.failure}`)
        continue
      }
      const signal = read.value
      if (this.source.isWarmingUp(this.source.instruments.indexOf(signal.instrument))) continue
      if (!isWayOut(signal) && !this.#bucket.take(clock.nowMs())) {
        const { burst, perSecond } = SIGNAL_RATE
        note('error', `a signal was dropped: more than ${burst} at once or ${perSecond} a second`)
        continue
      }
      const verdicts = await rules.verdictsOn(signal)
      const judgedMs = clock.nowMs()
      const lateMs = judgedMs - sinceMs
      const late = lateMs > LATE_MS ? [lateness(this.source.name, lateMs)] : []
      desk.offer({
        type: 'signal',
        signal,
        pluginVerdicts: [...verdicts, ...late],
        seen: { quote: null, state, askedMs, answeredMs, judgedMs },
      })
    }
  }
}

/** Whether a signal can only take risk away; it is never held back. */
function isWayOut(signal: Signal): boolean {
  return signal.type === 'cancel' || (signal.type === 'target' && signal.size.value === 0)
}

function lateness(name: string, lateMs: number): Verdict {
  const seconds = (lateMs / 1_000).toFixed(1)
  const reason = `${name} answered ${seconds} s after the news, and ${LATE_MS / 1_000} s are allowed`
  return denial('plugin:late_answer', reason)
}
