import type { Infer } from '@vinejs/vine/types'
import { readLimits } from '#engine/backtest/read_limits.js'
import { readRequest, type BacktestTexts } from '#engine/backtest/read_request.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import { ApiProblem, invalid } from '#exceptions/api_problem'
import type { backtestValidator } from '#validators/backtests'

type Asked = Infer<typeof backtestValidator>
type AskedPlugins = Asked['strategies'] | undefined

/** A backtest as the command's options; what cannot be is refused, each field by its name. */
export function textsOf(asked: Asked): BacktestTexts {
  const limits =
    asked.limits === undefined ? null : readLimits(JSON.stringify(asked.limits), 'limits')
  if (limits?.ok === false) throw invalid('limits', limits.failure)
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value))
  const texts: BacktestTexts = {
    plugins: idsOf(asked.strategies),
    parameters: parametersOf(asked.strategies),
    rules: idsOf(asked.rules),
    ruleParameters: parametersOf(asked.rules),
    agents: idsOf(asked.agents),
    agentParameters: parametersOf(asked.agents),
    symbols: asked.symbols.join(','),
    timeframe: asked.timeframe,
    from: asked.from,
    to: asked.to,
    cash: asked.cash,
    currency: asked.currency,
    fx: Object.entries(asked.fx ?? {}).map(([code, rate]) => `${code}=${rate}`),
    commission: asked.commission,
    slippage: asked.slippage,
    fillDelay: text(asked.fillDelay),
    participation: asked.participation,
    rounding: asked.rounding,
    atEnd: asked.atEnd,
    limits: limits === null ? UNLIMITED : limits.value,
    riskBias: asked.riskBias,
    benchmark: asked.benchmark,
    riskFree: asked.riskFree,
    seed: text(asked.seed),
    memoryMb: text(asked.memoryMb),
    timeoutSeconds: text(asked.timeoutSeconds),
  }
  const read = readRequest(texts)
  if (read.ok) return texts
  const fields = read.failure.map(fieldOf)
  throw new ApiProblem(422, 'invalid', read.failure.join('; '), { fields })
}

function idsOf(plugins: AskedPlugins): string[] {
  return (plugins ?? []).map(({ plugin }) => plugin)
}

function parametersOf(plugins: AskedPlugins): string[] {
  return (plugins ?? []).flatMap(({ plugin, parameters = {} }) =>
    Object.entries(parameters).map(([name, value]) => `${plugin}.${name}=${value}`)
  )
}

/** A fault of an option as that of a field: `--fill-delay` is `fillDelay`. */
function fieldOf(message: string) {
  const [, option = 'strategies'] = /^--([a-z-]+)/.exec(message) ?? []
  const field = option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return { field, message: message.replace(/^--[a-z-]+:? /, '') }
}
