import { formatDay } from '#kernel/values/instant.js'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import type { BacktestRequest } from './backtest_request.js'

/** The command that asks for a backtest again, with everything that is not the usual. */
export function commandText(request: BacktestRequest, limitsFile: string | null): string {
  const words = ['node ace backtest', ...request.strategies.map((one) => quoted(one.plugin))]
  const add = (option: string, value: string | number) =>
    words.push(`--${option} ${quoted(String(value))}`)
  add('symbols', request.symbols.join(','))
  if (request.timeframe !== '1d') add('timeframe', request.timeframe)
  if (request.fromDay !== null) add('from', formatDay(request.fromDay))
  if (request.toDay !== null) add('to', formatDay(request.toDay))
  const addParameters = (option: string, plugins: BacktestRequest['strategies']) => {
    for (const { plugin, parameters } of plugins) {
      for (const [name, value] of Object.entries(parameters)) {
        add(option, `${plugins.length > 1 ? `${plugin}.` : ''}${name}=${value}`)
      }
    }
  }
  addParameters('param', request.strategies)
  for (const { plugin } of request.rules) add('rule', plugin)
  addParameters('rule-param', request.rules)
  for (const { plugin } of request.agents) add('agent', plugin)
  addParameters('agent-param', request.agents)
  if (request.cash !== 100_000) add('cash', request.cash)
  if (request.currency !== null) add('currency', request.currency)
  for (const [code, rate] of Object.entries(request.fxRates)) add('fx', `${code}=${rate}`)
  if (request.commission.type !== 'none') add('commission', commissionOption(request.commission))
  if (request.slippage.type !== 'none') add('slippage', slippageOption(request.slippage))
  if (request.fillDelayBars !== 1) add('fill-delay', request.fillDelayBars)
  if (request.participationMax !== null) add('participation', request.participationMax)
  if (request.priceRounding !== 'tick') add('rounding', request.priceRounding)
  if (request.atEnd === 'close_at_last_close') add('at-end', 'close')
  if (request.atEnd === 'close_at_last_open') add('at-end', 'close-at-open')
  if (limitsFile !== null) add('limits', limitsFile)
  if (request.riskBias !== 1) add('risk-bias', request.riskBias)
  if (request.benchmark !== null) add('benchmark', request.benchmark)
  if (request.riskFreeAnnual !== 0) add('risk-free', request.riskFreeAnnual)
  if (request.seed !== 1) add('seed', request.seed)
  if (request.memoryMb !== 128) add('memory', request.memoryMb)
  if (request.callTimeoutMs !== 10_000) add('timeout', request.callTimeoutMs / 1000)
  return words.join(' ')
}

function quoted(text: string): string {
  return /^[\w@%+=:,./*-]+$/.test(text) && !text.includes('*')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A commission as `parseCommission` reads it. */
export function commissionOption(model: CommissionModel): string {
  switch (model.type) {
    case 'none':
      return 'none'
    case 'per_order':
      return `per-order:${model.amount}`
    case 'per_share': {
      const cap = model.maximumFraction === null ? '' : `:${model.maximumFraction}`
      return `per-share:${model.rate}:${model.minimum}${cap}`
    }
    case 'percent':
      return `percent:${model.fraction}:${model.minimum}`
    case 'tiered': {
      const tiers = model.tiers.map((tier) => `${tier.upTo ?? '*'}=${tier.fraction}`)
      return `tiered:${tiers.join(',')}:${model.minimum}`
    }
    case 'schedule':
      return model.name.replace('_', '-')
  }
}

/** A slippage model as `parseSlippage` reads it. */
export function slippageOption(model: SlippageModel): string {
  switch (model.type) {
    case 'none':
      return 'none'
    case 'fixed':
      return `fixed:${model.amount}`
    case 'basis_points':
      return `bps:${model.bps}`
    case 'spread':
      return `spread:${model.spread}`
    case 'volume_share':
      return `volume:${model.impact}:${model.shareMax}`
  }
}
