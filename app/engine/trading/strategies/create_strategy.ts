import type { Manifest } from '#engine/plugin/manifest.js'
import { declaredBounds } from '#engine/plugin/declared_bounds.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'
import { isTimeframe, TIMEFRAMES, type Timeframe } from '#kernel/market/timeframe.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { ENVIRONMENTS, type Environment } from '#ports/plugin_records.js'
import type { BarStore } from '#ports/bar_store.js'
import type { NewStrategy, StrategyRecords } from '#ports/strategy_records.js'
import type { AccountRow } from '#ports/trading_records.js'

/** A strategy that a person wants. */
export interface StrategyWish {
  readonly plugin: string
  /** The plugin's id when left out. */
  readonly name: string | undefined
  readonly symbols: readonly string[]
  /** The first that the plugin is made for when left out, else daily bars. */
  readonly timeframe: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly environment: string
  readonly actor: string
  /** Made once under it; left out where nothing is sent twice. */
  readonly key?: string
}

/** What creating a strategy needs of the outside. */
export interface CreationPorts {
  readonly records: Pick<StrategyRecords, 'create'>
  readonly store: Pick<BarStore, 'findInstrument'>
  readonly clock: { nowMs(): number }
  /** The manifest of a shipped or installed plugin; the failure is a sentence. */
  manifest(plugin: string): Promise<Result<Manifest, string>>
}

/** Writes a strategy of an account down, stopped. The failure says what is wrong and what would be right. */
export async function createStrategy(
  wish: StrategyWish,
  account: AccountRow,
  ports: CreationPorts
): Promise<Result<NewStrategy, string>> {
  const environment = ENVIRONMENTS.find((one) => one === wish.environment)
  if (environment === undefined || environment === 'example') {
    return err(`--env must be paper or live, was "${wish.environment.slice(0, 20)}"`)
  }
  if (environment !== account.environment) {
    return err(`${account.name} is an account of ${account.environment}, not of ${environment}`)
  }
  const found = await ports.manifest(wish.plugin)
  if (!found.ok) return found
  const manifest = found.value
  if (manifest.kind !== 'strategy') {
    return err(`${manifest.id} is a plugin of kind ${manifest.kind}, not a strategy`)
  }
  const name = wish.name ?? manifest.id
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(name) || name === 'manual') {
    const rule = '1 to 40 small letters, digits, "_" and "-", a letter first, and not "manual"'
    return err(`a strategy's name is ${rule}; was "${name.slice(0, 40)}"`)
  }
  const parameters = resolveParameters(manifest, wish.parameters)
  if (!parameters.ok) return err(parameters.failure.map(({ message }) => message).join(' '))
  const timeframe = timeframeOf(manifest, wish.timeframe)
  if (!timeframe.ok) return timeframe
  const symbols = await symbolsOf(manifest, wish.symbols, ports.store)
  if (!symbols.ok) return symbols
  const strategy: NewStrategy = {
    account: account.name,
    name,
    plugin: manifest.id,
    environment: environment satisfies Environment,
    timeframe: timeframe.value,
    symbols: symbols.value,
    parameters: wish.parameters,
    settings: { id: name, ...declaredBounds(manifest.risk) },
    createdBy: wish.actor,
    createdMs: ports.clock.nowMs(),
  }
  if (await ports.records.create(strategy, wish.key)) return ok(strategy)
  return err(`${account.name} has a strategy ${name} already; --name gives this one another name`)
}

function timeframeOf(
  { id, subscriptions }: Manifest,
  given: string | undefined
): Result<Timeframe, string> {
  const { timeframes } = subscriptions
  if (given === undefined) return ok(timeframes.includes('1d') ? '1d' : (timeframes[0] ?? '1d'))
  if (!isTimeframe(given)) {
    return err(`--timeframe must be one of ${TIMEFRAMES.join(', ')}, was "${given.slice(0, 20)}"`)
  }
  if (timeframes.length === 0 || timeframes.includes(given)) return ok(given)
  return err(`${id} is made for ${timeframes.join(', ')} bars, not for ${given}`)
}

async function symbolsOf(
  { id, subscriptions, markets, assetClasses }: Manifest,
  given: readonly string[],
  store: CreationPorts['store']
): Promise<Result<readonly string[], string>> {
  const symbols = [...new Set(given)]
  if (symbols.length === 0) return err('--symbols must name at least one, such as US.AAPL')
  if (symbols.length > subscriptions.maxSymbols) {
    return err(`${id} takes at most ${subscriptions.maxSymbols} symbols, not ${symbols.length}`)
  }
  for (const symbol of symbols) {
    const instrument = await store.findInstrument(symbol)
    if (instrument === null) return err(`${symbol} is not known; see instruments:list`)
    const misfit = misfitOf(instrument, { markets, assetClasses })
    if (misfit !== null) return err(`${id} is not made for ${symbol}: ${misfit}`)
  }
  return ok(symbols)
}

function misfitOf(
  { venue, assetClass }: Instrument,
  { markets, assetClasses }: Pick<Manifest, 'markets' | 'assetClasses'>
): string | null {
  if (assetClass === 'index') return 'it is an index, which nobody can buy'
  if (markets.length > 0 && !markets.includes(venue)) {
    return `its markets are ${markets.join(', ')}`
  }
  if (assetClasses.length > 0 && !assetClasses.includes(assetClass)) {
    return `it trades ${assetClasses.join(', ')}`
  }
  return null
}
