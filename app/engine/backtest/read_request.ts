import { isSymbol } from '#kernel/instrument/instrument.js'
import { isTimeframe, TIMEFRAMES } from '#kernel/market/timeframe.js'
import { parseCommission } from '#kernel/matching/commission_text.js'
import { parseSlippage } from '#kernel/matching/slippage_text.js'
import type { AtEnd } from '#kernel/simulation/config.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { civilDateOf, dayNumberOf } from '#kernel/values/instant.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { AskedPlugin, BacktestRequest } from './backtest_request.js'

/** A backtest as a person writes it: texts of options, `undefined` for what was left out. */
export interface BacktestTexts {
  readonly plugins: readonly string[]
  readonly symbols: string | undefined
  readonly timeframe: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly parameters: readonly string[]
  /** Risk rules and agents, with their parameters; none when left out. */
  readonly rules?: readonly string[]
  readonly ruleParameters?: readonly string[]
  readonly agents?: readonly string[]
  readonly agentParameters?: readonly string[]
  readonly cash: string | undefined
  readonly currency: string | undefined
  readonly fx: readonly string[]
  readonly commission: string | undefined
  readonly slippage: string | undefined
  readonly fillDelay: string | undefined
  readonly participation: string | undefined
  readonly rounding: string | undefined
  readonly atEnd: string | undefined
  readonly limits: RiskLimits
  readonly riskBias: string | undefined
  readonly benchmark: string | undefined
  readonly riskFree: string | undefined
  readonly seed: string | undefined
  readonly memoryMb: string | undefined
  readonly timeoutSeconds: string | undefined
}

const AT_END: Readonly<Record<string, AtEnd>> = {
  'keep': 'keep',
  'close': 'close_at_last_close',
  'close-at-open': 'close_at_last_open',
}

/**
 * Reads a request out of texts. Every fault is told, each in a sentence that names the option, what
 * was given and what would be right.
 */
export function readRequest(texts: BacktestTexts): Result<BacktestRequest, readonly string[]> {
  const reader = new OptionReader()
  const plugins = named(texts.plugins)
  if (plugins.length === 0) {
    reader.fault('name a plugin: node ace backtest momentum --symbols US.AAPL')
  }
  const [rules, agents] = [named(texts.rules), named(texts.agents)]
  const all = [...plugins, ...rules, ...agents]
  const duplicate = all.find((one, k) => all.indexOf(one) !== k)
  if (duplicate !== undefined) {
    reader.fault(`${duplicate} is named twice; a plugin can run once in a backtest`)
  }
  const request: BacktestRequest = {
    strategies: parametersOf('--param', plugins, texts.parameters, reader),
    rules: parametersOf('--rule-param', rules, texts.ruleParameters ?? [], reader),
    agents: parametersOf('--agent-param', agents, texts.agentParameters ?? [], reader),
    symbols: symbolsOf(texts.symbols, reader),
    timeframe: reader.choice('--timeframe', texts.timeframe, '1d', TIMEFRAMES, isTimeframe),
    fromDay: reader.date('--from', texts.from),
    toDay: reader.date('--to', texts.to),
    cash: reader.number('--cash', texts.cash, 100_000, { above: 0, most: 1e9 }),
    currency: currencyOf(texts.currency, reader),
    fxRates: fxRatesOf(texts.fx, reader),
    commission: reader.model('--commission', texts.commission, { type: 'none' }, parseCommission),
    slippage: reader.model('--slippage', texts.slippage, { type: 'none' }, parseSlippage),
    fillDelayBars: reader.integer('--fill-delay', texts.fillDelay, 1, { least: 0, most: 1000 }),
    participationMax:
      texts.participation === undefined
        ? null
        : reader.number('--participation', texts.participation, 1, { above: 0, most: 1 }),
    priceRounding: reader.choice(
      '--rounding',
      texts.rounding,
      'tick',
      ['tick', 'none'],
      isRounding
    ),
    atEnd: AT_END[
      reader.choice('--at-end', texts.atEnd, 'keep', Object.keys(AT_END), isAtEnd)
    ] as AtEnd,
    limits: texts.limits,
    riskBias: reader.number('--risk-bias', texts.riskBias, 1, { least: 0, most: 1 }),
    benchmark: benchmarkOf(texts.benchmark, reader),
    riskFreeAnnual: reader.number('--risk-free', texts.riskFree, 0, { least: -0.5, most: 1 }),
    seed: reader.integer('--seed', texts.seed, 1, { least: 0, most: 2 ** 32 - 1 }),
    memoryMb: reader.integer('--memory', texts.memoryMb, 128, { least: 16, most: 4096 }),
    callTimeoutMs:
      1000 * reader.number('--timeout', texts.timeoutSeconds, 10, { above: 0, most: 3600 }),
  }
  const { fromDay, toDay } = request
  if (fromDay !== null && toDay !== null && toDay < fromDay) {
    reader.fault(`--to ${texts.to} is before --from ${texts.from}`)
  }
  return reader.faults.length === 0 ? ok(request) : err(reader.faults)
}

function named(texts: readonly string[] = []): string[] {
  return texts.map((one) => one.trim()).filter((one) => one !== '')
}

const isRounding = (text: string): text is 'tick' | 'none' => text === 'tick' || text === 'none'
const isAtEnd = (text: string): text is string => Object.hasOwn(AT_END, text)

interface Bounds {
  readonly above?: number
  readonly least?: number
  readonly most?: number
}

/** Reads options one by one and gathers what is wrong. */
class OptionReader {
  readonly faults: string[] = []

  fault(message: string): void {
    this.faults.push(message)
  }

  choice<T extends string>(
    option: string,
    text: string | undefined,
    usual: T,
    all: readonly string[],
    is: (text: string) => text is T
  ): T {
    if (text === undefined) return usual
    if (is(text)) return text
    this.fault(`${option} must be one of ${all.join(', ')}, was "${text}"`)
    return usual
  }

  number(option: string, text: string | undefined, usual: number, bounds: Bounds): number {
    if (text === undefined) return usual
    const value = Number(text)
    const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())
    if (isNumber && isWithin(value, bounds)) return value
    this.fault(`${option} must be a number ${inWords(bounds)}, was "${text}"`)
    return usual
  }

  integer(option: string, text: string | undefined, usual: number, bounds: Bounds): number {
    if (text === undefined) return usual
    if (/^[+-]?\d+$/.test(text.trim()) && isWithin(Number(text), bounds)) return Number(text)
    this.fault(`${option} must be a whole number ${inWords(bounds)}, was "${text}"`)
    return usual
  }

  date(option: string, text: string | undefined): number | null {
    if (text === undefined) return null
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim())
    if (match !== null) {
      const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
      const number = dayNumberOf(year, month, day)
      const back = civilDateOf(number)
      if (back.month === month && back.day === day) return number
    }
    this.fault(`${option} must be a date such as 2018-05-11, was "${text}"`)
    return null
  }

  model<T>(
    option: string,
    text: string | undefined,
    usual: T,
    parse: (text: string) => Result<T, string>
  ): T {
    if (text === undefined) return usual
    const parsed = parse(text)
    if (parsed.ok) return parsed.value
    this.fault(`${option}: ${parsed.failure}`)
    return usual
  }
}

function isWithin(value: number, { above, least, most }: Bounds): boolean {
  if (!Number.isFinite(value)) return false
  if (above !== undefined && !(value > above)) return false
  return (least === undefined || value >= least) && (most === undefined || value <= most)
}

function inWords({ above, least, most }: Bounds): string {
  const from = above === undefined ? `from ${least}` : `above ${above}`
  return most === undefined ? from : `${from} and at most ${most.toLocaleString('en-US')}`
}

function symbolsOf(text: string | undefined, reader: OptionReader): string[] {
  const symbols = (text ?? '')
    .split(',')
    .map((one) => one.trim().toUpperCase())
    .filter((one) => one !== '')
  if (symbols.length === 0) {
    reader.fault('--symbols must name at least one symbol: --symbols US.AAPL,US.MSFT')
  }
  for (const symbol of symbols) {
    if (!isSymbol(symbol)) reader.fault(`--symbols: "${symbol}" must look like US.AAPL or HK.00700`)
  }
  const duplicate = symbols.find((one, k) => symbols.indexOf(one) !== k)
  if (duplicate !== undefined) reader.fault(`--symbols names ${duplicate} twice`)
  return symbols
}

function benchmarkOf(text: string | undefined, reader: OptionReader): string | null {
  if (text === undefined) return null
  const symbol = text.trim().toUpperCase()
  if (!isSymbol(symbol)) reader.fault(`--benchmark: "${text}" must look like US.SPX`)
  return symbol
}

function currencyOf(text: string | undefined, reader: OptionReader): string | null {
  if (text === undefined) return null
  const code = text.trim().toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) {
    reader.fault(`--currency must be a code such as USD or HKD, was "${text}"`)
  }
  return code
}

function fxRatesOf(texts: readonly string[], reader: OptionReader): Record<string, number> {
  const rates: Record<string, number> = {}
  for (const text of texts) {
    const match = /^([A-Za-z]{3})=(\d+\.?\d*|\.\d+)$/.exec(text.trim())
    const rate = Number(match?.[2])
    if (match === null || !(rate > 0)) {
      reader.fault(
        `--fx must be a currency and what one unit of it is worth, HKD=0.128, was "${text}"`
      )
    } else {
      rates[(match[1] as string).toUpperCase()] = rate
    }
  }
  return rates
}

/** `name=value` goes to every plugin when there is one, `plugin.name=value` to that plugin. */
function parametersOf(
  option: string,
  plugins: readonly string[],
  texts: readonly string[],
  reader: OptionReader
): AskedPlugin[] {
  const asked = plugins.map((plugin) => ({ plugin, parameters: {} as Record<string, string> }))
  for (const text of texts) {
    const equals = text.indexOf('=')
    const left = text.slice(0, equals).trim()
    const value = text.slice(equals + 1).trim()
    if (equals < 1 || value === '') {
      reader.fault(`${option} must be name=value, was "${text}"`)
      continue
    }
    const owner = asked.find((one) => left.startsWith(`${one.plugin}.`))
    const target = owner ?? (asked.length === 1 ? asked[0] : undefined)
    const name = owner === undefined ? left : left.slice(owner.plugin.length + 1)
    if (target === undefined) {
      const which =
        asked.length === 0
          ? `there is no plugin for it; name it with ${option.replace('-param', '')}`
          : `say for which plugin, ${plugins[0]}.${left}=${value}`
      reader.fault(`${option} ${text}: ${which}`)
    } else if (Object.hasOwn(target.parameters, name)) {
      reader.fault(`${option} ${left} is given twice`)
    } else {
      target.parameters[name] = value
    }
  }
  return asked
}
