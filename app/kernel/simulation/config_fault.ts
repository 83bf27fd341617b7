import { corporateActionFault } from '../instrument/corporate_action.js'
import { instrumentFault } from '../instrument/instrument.js'
import type { BarColumns } from '../market/bar.js'
import { isTimeframe } from '../market/timeframe.js'
import { commissionCurrencyFault, commissionFault } from '../matching/commission.js'
import { slippageFault } from '../matching/slippage.js'
import { limitsFault } from '../risk/limits_fault.js'
import type { SimulationConfig } from './config.js'

/** What is wrong with a configuration and its bars, naming the field, or `null`. */
export function configFault(
  config: SimulationConfig,
  columns: readonly Pick<BarColumns, 'count'>[],
  advisors: number,
  counsel: { readonly rules: number; readonly agents: number } = { rules: 0, agents: 0 }
): string | null {
  return (
    shapeFault(config, columns, advisors) ??
    counselFault(config, counsel) ??
    instrumentsFault(config) ??
    strategiesFault(config) ??
    numbersFault(config) ??
    commissionFault(config.commission) ??
    slippageFault(config.slippage) ??
    limitsFault(config.limits)
  )
}

function shapeFault(
  config: SimulationConfig,
  columns: readonly Pick<BarColumns, 'count'>[],
  advisors: number
): string | null {
  const count = config.instruments.length
  if (count === 0) return 'instruments must name at least one'
  if (config.strategies.length !== advisors) {
    return `${config.strategies.length} strategies are configured, ${advisors} were given`
  }
  for (const [name, list] of [
    ['bars', config.bars],
    ['actions', config.actions],
    ['columns', columns],
  ] as const) {
    if (list.length !== count) {
      return `${name} must have one entry per instrument (${count}), has ${list.length}`
    }
  }
  for (let i = 0; i < count; i++) {
    const { firstIndex } = config.bars[i] as { firstIndex: number }
    const length = (columns[i] as Pick<BarColumns, 'count'>).count
    if (!(Number.isInteger(firstIndex) && firstIndex >= 0 && firstIndex <= length)) {
      return `bars[${i}].firstIndex must be 0..${length}, was ${firstIndex}`
    }
  }
  return isTimeframe(config.timeframe)
    ? null
    : `timeframe "${String(config.timeframe)}" is not known`
}

function counselFault(
  config: SimulationConfig,
  given: { readonly rules: number; readonly agents: number }
): string | null {
  for (const kind of ['rules', 'agents'] as const) {
    const count = config[kind]?.length ?? 0
    if (count !== given[kind]) return `${count} ${kind} are configured, ${given[kind]} were given`
  }
  return null
}

function instrumentsFault(config: SimulationConfig): string | null {
  for (const [i, terms] of config.instruments.entries()) {
    const fault = instrumentFault(terms)
    if (fault !== null) return `instruments[${i}]: ${fault}`
    if (terms.currency !== config.currency && !(Number(config.fxRates[terms.currency]) > 0)) {
      return `${terms.symbol} trades in ${terms.currency}: a rate to ${config.currency} is needed`
    }
    const charge = commissionCurrencyFault(config.commission, terms.currency)
    if (charge !== null) return `${terms.symbol}: ${charge}`
    let previous = -Infinity
    for (const action of config.actions[i] ?? []) {
      const wrong = corporateActionFault(action)
      if (wrong !== null) return `actions of ${terms.symbol}: ${wrong}`
      if (action.exDay < previous) {
        return `actions of ${terms.symbol} are not in the order of their ex-dates`
      }
      previous = action.exDay
    }
  }
  return null
}

function strategiesFault(config: SimulationConfig): string | null {
  for (const one of config.strategies) {
    if (!(Number.isInteger(one.warmupBars) && one.warmupBars >= 0)) {
      return `${one.id}: warmupBars must be a whole number from 0, was ${one.warmupBars}`
    }
    if (!(one.leverageMax > 0)) {
      return `${one.id}: leverageMax must be above 0, was ${one.leverageMax}`
    }
    const fraction = one.positionFractionMax ?? null
    if (fraction !== null && !(fraction > 0)) {
      return `${one.id}: positionFractionMax must be above 0, was ${fraction}`
    }
    for (const i of one.instruments) {
      if (!(i in config.instruments)) return `${one.id}: there is no instrument number ${i}`
    }
  }
  for (const { id, warmupBars = 0 } of [...(config.rules ?? []), ...(config.agents ?? [])]) {
    if (!(Number.isInteger(warmupBars) && warmupBars >= 0)) {
      return `${id}: warmupBars must be a whole number from 0, was ${warmupBars}`
    }
  }
  return null
}

function numbersFault(config: SimulationConfig): string | null {
  if (!(config.cash > 0 && config.cash < Infinity)) {
    return `cash must be above 0, was ${config.cash}`
  }
  const { fillDelayBars: delay, participationMax: share, riskBias: bias } = config
  if (!(Number.isInteger(delay) && delay >= 0 && delay <= 1000)) {
    return `fillDelayBars must be a whole number 0..1000, was ${delay}`
  }
  if (share !== null && !(share > 0 && share <= 1)) {
    return `participationMax must be above 0 and at most 1, was ${share}`
  }
  if (!(bias >= 0 && bias <= 1)) return `riskBias must be 0..1, was ${bias}`
  return null
}
