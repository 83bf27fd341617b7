import { Simulation } from '../../../../app/kernel/simulation/simulation.js'
import { TIMEFRAME_MS } from '../../../../app/kernel/market/timeframe.js'
import type { Guest } from '../guest/guest.js'
import { createGuest } from '../guest/runtime.js'
import type { GuestSetup } from '../guest/setup.js'
import type { ManifestShape, StrategyDefinition } from '../strategy/define_strategy.js'
import type { RunOptions } from './options.js'
import { type RunResult, runResultOf } from './run_result.js'
import { columnsOf, seriesOf, simulationConfigOf } from './simulation_config.js'

/** Thrown by `runStrategy` when the strategy threw: message and stack are the strategy's own. */
export class StrategyFailed extends Error {
  override readonly name = 'StrategyFailed'
  /** The callback in which it happened: `onBar`, `onFill`, ... */
  readonly where: string

  constructor(failure: {
    readonly message: string
    readonly stack: string
    readonly where: string
  }) {
    super(failure.message)
    this.where = failure.where
    if (failure.stack !== '') this.stack = failure.stack
  }
}

/**
 * Runs a strategy over bars, as a backtest does: the same runtime shows it the same bars, and the same
 * kernel fills its orders. What a test misses is the sandbox, so `Date` and `Math.random` are those of
 * the machine.
 *
 * Throws StrategyFailed when the strategy throws, and a RangeError for options that make no sense.
 */
export function runStrategy<M extends ManifestShape>(
  definition: StrategyDefinition<M>,
  options: RunOptions<M>
): RunResult {
  const guest = createGuest()
  const fault = guest.load(definition)
  if (fault !== '') throw new TypeError(fault)
  const series = seriesOf(options.bars)
  // The warm-up is known only after the start, which needs the rest of the configuration.
  const planned = simulationConfigOf(definition.manifest, options as RunOptions, 0)
  const setup: GuestSetup = {
    strategyId: definition.manifest.id,
    instruments: planned.instruments.map((terms) => ({
      ...terms,
      fxRate: planned.fxRates[terms.currency] ?? 1,
    })),
    timeframe: planned.timeframe,
    timeframeMs: TIMEFRAME_MS[planned.timeframe],
    parameters: parametersOf(definition, options),
    seed: planned.seed,
    account: { currency: planned.currency, cash: planned.cash },
  }
  const warmupBars = guest.start(JSON.stringify(setup))
  if (warmupBars < 0) throw failureOf(guest)
  const config = simulationConfigOf(definition.manifest, options as RunOptions, warmupBars)
  const columns = series.map(([, bars]) => columnsOf(bars))
  const simulation = new Simulation(config, columns, [guest], {
    keepsAll: true,
    keepsEvidence: true,
  })
  const logs: string[] = []
  let outcome: number = 0
  while (outcome === 0) {
    outcome = simulation.run(1)
    logs.push(...(JSON.parse(guest.logs()) as string[]))
  }
  if (outcome < 0) throw failureOf(guest)
  return runResultOf(simulation, { logs, state: JSON.parse(guest.state()) as unknown })
}

function failureOf(guest: Guest): StrategyFailed {
  return new StrategyFailed(
    JSON.parse(guest.failure()) as { message: string; stack: string; where: string }
  )
}

function parametersOf<M extends ManifestShape>(
  { manifest }: StrategyDefinition<M>,
  options: RunOptions<M>
): Record<string, number | boolean | string> {
  const values: Record<string, number | boolean | string> = {}
  for (const [name, declared] of Object.entries(manifest.parameters ?? {})) {
    values[name] = declared.default
  }
  for (const [name, value] of Object.entries(options.parameters ?? {})) {
    if (!Object.hasOwn(values, name)) {
      throw new RangeError(`${manifest.id} has no parameter "${name}"`)
    }
    if (value !== undefined) values[name] = value as number | boolean | string
  }
  return values
}
