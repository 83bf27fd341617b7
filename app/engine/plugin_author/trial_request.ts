import type { BacktestRequest } from '#engine/backtest/backtest_request.js'
import { readRequest, type BacktestTexts } from '#engine/backtest/read_request.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { err, type Result } from '#kernel/values/result.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { BarStore } from '#ports/bar_store.js'

/** What an author may say about the backtest of each save; texts of options. */
export interface TrialOptions {
  readonly symbols: string | undefined
  readonly timeframe: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly cash: string | undefined
  readonly parameters: readonly string[]
  /** Strategy that a risk rule or an agent is tried on. */
  readonly strategy: string | undefined
}

/** Strategy that rules and agents are tried on when none is named. */
const USUAL_STRATEGY = 'momentum'

/**
 * The backtest that tries a plugin: itself when it is a strategy; a strategy with it when it is a risk
 * rule or an agent. `null` for a kind that no backtest runs. Without `symbols`, the first stored series
 * of the timeframe is taken.
 */
export function trialRequest(
  { manifest, folder }: { manifest: Manifest; folder: string },
  options: TrialOptions,
  store: Pick<BarStore, 'listSeries'>
): Promise<Result<BacktestRequest, readonly string[]>> | null {
  const cast = castOf(manifest.kind, folder, options.strategy ?? USUAL_STRATEGY)
  return cast === null ? null : requestOf(cast, options, store)
}

type Cast = Pick<BacktestTexts, 'plugins' | 'rules' | 'agents'>

function castOf(kind: Manifest['kind'], folder: string, strategy: string): Cast | null {
  switch (kind) {
    case 'strategy':
      return { plugins: [folder] }
    case 'risk-rule':
      return { plugins: [strategy], rules: [folder] }
    case 'agent':
      return { plugins: [strategy], agents: [folder] }
    default:
      return null
  }
}

/** Parameters are those of the plugin that is developed, whatever part it has. */
function parametersFor(
  { rules, agents }: Cast,
  parameters: readonly string[]
): Pick<BacktestTexts, 'parameters' | 'ruleParameters' | 'agentParameters'> {
  if (rules !== undefined) return { parameters: [], ruleParameters: parameters }
  if (agents !== undefined) return { parameters: [], agentParameters: parameters }
  return { parameters }
}

async function requestOf(
  cast: Cast,
  options: TrialOptions,
  store: Pick<BarStore, 'listSeries'>
): Promise<Result<BacktestRequest, readonly string[]>> {
  const timeframe = options.timeframe ?? '1d'
  let symbols = options.symbols
  if (symbols === undefined) {
    const found = (await store.listSeries()).find((one) => one.timeframe === timeframe)
    if (found === undefined) {
      return err([
        `there are no bars of ${timeframe} to run over; import some (node ace bars:import, docs/data.md) or name others with --symbols and --timeframe`,
      ])
    }
    symbols = found.symbol
  }
  const { parameters, ...texts } = options
  const own = parametersFor(cast, parameters)
  return readRequest({
    ...LEFT_OUT,
    ...texts,
    ...own,
    ...cast,
    symbols,
    timeframe,
    limits: UNLIMITED,
  })
}

/** Options of a backtest that are the usual ones in a trial. */
const LEFT_OUT: Omit<BacktestTexts, keyof TrialOptions | 'plugins' | 'limits'> = {
  currency: undefined,
  fx: [],
  commission: undefined,
  slippage: undefined,
  fillDelay: undefined,
  participation: undefined,
  rounding: undefined,
  atEnd: undefined,
  riskBias: undefined,
  benchmark: undefined,
  riskFree: undefined,
  seed: undefined,
  memoryMb: undefined,
  timeoutSeconds: undefined,
}
