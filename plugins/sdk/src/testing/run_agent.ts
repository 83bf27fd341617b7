import type { AgentDefinition } from '../agent/define_agent.js'
import type { AgentAccount } from '../agent/agent.js'
import type { Bar } from '../strategy/bar.js'
import type { ManifestShape } from '../strategy/define_strategy.js'
import type { RequestResult } from '../effects/effects.js'
import { LiveBench, type BenchOptions, type TestEffect } from './live_bench.js'

/** One thing that an agent is shown. */
export type AgentEvent =
  /** A closed bar; what is left out is `close`, US.TEST, and the day after the bar before. */
  | { readonly bar: Partial<Bar> & { readonly close: number } }
  /** The account; `drawdown` follows from the equity and its peak. */
  | { readonly account: Partial<AgentAccount> & { readonly equity: number } }
  /** A timer that ran out. */
  | { readonly timer: string }
  /** The outcome of a request, by its number. */
  | { readonly result: RequestResult<unknown> & { readonly request: number } }

/** What to show an agent. */
export interface AgentOptions<M extends ManifestShape = ManifestShape> extends BenchOptions<M> {
  readonly events: readonly AgentEvent[]
}

/** What an agent said. */
export interface AgentRun {
  /** The risk bias that it said last; 1 when it said none. */
  readonly riskBias: number
  /** Every bias that it said, in order. */
  readonly biases: readonly { readonly value: number; readonly reason: string }[]
  /** Everything it asked for, as the host receives it: `http`, `storage.set`, `timer.set`, `notify`, ... */
  readonly effects: readonly TestEffect[]
  readonly logs: readonly string[]
}

const DAY_MS = 86_400_000

/** Shows events to an agent, one after the other. Throws PluginFailed when the agent throws. */
export function runAgent<M extends ManifestShape>(
  agent: AgentDefinition<M>,
  options: AgentOptions<M>
): AgentRun {
  const bench = new LiveBench(agent, options as BenchOptions)
  for (const event of options.events) show(bench, event)
  const biases = bench
    .effectsOf('risk_bias')
    .map(({ value, reason }) => ({ value: value as number, reason: reason as string }))
  const riskBias = biases.at(-1)?.value ?? 1
  return { riskBias, biases, effects: bench.effects, logs: bench.logs }
}

function show(bench: LiveBench, event: AgentEvent): void {
  if ('bar' in event) {
    const { close } = event.bar
    const startMs = event.bar.startMs ?? bench.atMs
    const endMs = event.bar.endMs ?? startMs + DAY_MS
    const prices = { open: close, high: close, low: close, close, volume: 1_000_000 }
    bench.atMs = endMs
    bench.send({ type: 'bar', symbol: 'US.TEST', ...prices, ...event.bar, startMs, endMs })
  } else if ('account' in event) {
    const { equity } = event.account
    const peakEquity = Math.max(equity, event.account.peakEquity ?? equity)
    const drawdown = peakEquity > 0 ? 1 - equity / peakEquity : 0
    bench.send({ type: 'account', dailyLoss: 0, ...event.account, equity, peakEquity, drawdown })
  } else if ('timer' in event) {
    bench.send({ type: 'timer', name: event.timer })
  } else {
    bench.send({ type: 'result', ...event.result })
  }
}
