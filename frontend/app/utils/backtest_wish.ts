import type {
  AskedPlugin,
  BacktestRequest,
  BacktestWish,
  CostModel,
  PluginManifest,
} from '#shared/types/backtests'

/** A commission or a slippage as a form has it: which kind, and its figure where it has one. */
export interface CostChoice {
  kind: string
  figure: string
}

/** Plugins that take part in a backtest, by what they do there. */
export const PARTS = ['strategies', 'rules', 'agents'] as const
export type Part = (typeof PARTS)[number]

/** Terms that most backtests leave as they are; empty for what the host takes then. */
export interface BacktestTerms {
  currency: string
  /** `HKD=0.128, CNH=0.14` */
  fx: string
  participation: string
  rounding: string
  atEnd: string
  riskFree: string
  riskBias: string
  /** A JSON object as `node ace backtest --limits` reads it from a file. */
  limits: string
}

/** The fields of the form, all of them texts. */
export interface BacktestFields extends Record<Part, AskedPlugin[]>, BacktestTerms {
  symbols: string[]
  timeframe: string
  from: string
  to: string
  cash: string
  commission: CostChoice
  slippage: CostChoice
  benchmark: string
  fillDelay: string
  seed: string
}

/** Commissions that the form offers, with the figure that each begins with; `null` for none. */
export const COMMISSIONS: Readonly<Record<string, string | null>> = {
  'futu-us': null,
  'futu-hk': null,
  'per-order': '1',
  'per-share': '0.005',
  'percent': '0.1%',
  'none': null,
}
/** Slippages that the form offers, in the same way. */
export const SLIPPAGES: Readonly<Record<string, string | null>> = {
  bps: '2',
  fixed: '0.01',
  spread: '0.02',
  volume: '0.1:0.025',
  none: null,
}

/** The terms of a fresh form. */
export const USUAL_TERMS: Readonly<BacktestTerms> = {
  currency: '',
  fx: '',
  participation: '',
  rounding: 'tick',
  atEnd: 'keep',
  riskFree: '',
  riskBias: '',
  limits: '',
}
/** Limits that hold where nothing is said of them. */
const USUAL_LIMITS: Readonly<Record<string, unknown>> = { leverageMax: 1, haltOnDailyLoss: false }

/** A fresh form: costs are on, for nothing is traded for free. */
export function emptyFields(): BacktestFields {
  return {
    strategies: [],
    rules: [],
    agents: [],
    symbols: [],
    timeframe: '1d',
    from: '',
    to: '',
    cash: '100000',
    commission: { kind: 'futu-us', figure: '' },
    slippage: { kind: 'bps', figure: '2' },
    benchmark: '',
    fillDelay: '1',
    seed: '1',
    ...USUAL_TERMS,
  }
}

/** The limits of a text: an object, `undefined` for none, `null` where it is no JSON object. */
export function limitsOf(text: string): BacktestWish['limits'] | null {
  if (text.trim() === '') return undefined
  try {
    const limits: unknown = JSON.parse(text)
    return typeof limits === 'object' && !Array.isArray(limits)
      ? (limits as BacktestWish['limits'])
      : null
  } catch {
    return null
  }
}

/** What is asked of the host; parameters at their default are left to the plugin. */
export function wishOf(fields: BacktestFields, plugins: readonly PluginManifest[]): BacktestWish {
  const asked = ({ plugin, parameters }: AskedPlugin): AskedPlugin => {
    const declared = plugins.find(({ id }) => id === plugin)?.parameters ?? {}
    const changed = Object.entries(parameters).filter(
      ([name, value]) =>
        declared[name] !== undefined &&
        value.trim() !== '' &&
        value.trim() !== String(declared[name].default)
    )
    return { plugin, parameters: Object.fromEntries(changed) }
  }
  const { rules, agents } = fields
  return {
    strategies: fields.strategies.map(asked),
    ...(rules.length === 0 ? {} : { rules: rules.map(asked) }),
    ...(agents.length === 0 ? {} : { agents: agents.map(asked) }),
    symbols: fields.symbols,
    timeframe: fields.timeframe as BacktestWish['timeframe'],
    cash: fields.cash.trim(),
    commission: costText(fields.commission),
    slippage: costText(fields.slippage),
    ...(fields.from === '' ? {} : { from: fields.from }),
    ...(fields.to === '' ? {} : { to: fields.to }),
    ...(fields.benchmark === '' ? {} : { benchmark: fields.benchmark }),
    ...(fields.fillDelay.trim() === '' ? {} : { fillDelay: Number(fields.fillDelay) }),
    ...(fields.seed.trim() === '' ? {} : { seed: Number(fields.seed) }),
    ...termsWished(fields),
  }
}

function termsWished(fields: BacktestTerms): Partial<BacktestWish> {
  const names = ['currency', 'participation', 'rounding', 'atEnd', 'riskFree', 'riskBias'] as const
  const said = names
    .map((name) => [name, fields[name].trim()] as const)
    .filter(([name, text]) => text !== '' && text !== USUAL_TERMS[name])
  const rates = fields.fx.split(',').filter((one) => one.trim() !== '')
  const fx = rates.map((one) => one.split('=').map((part) => part.trim()))
  const limits = limitsOf(fields.limits)
  return {
    ...Object.fromEntries(said),
    ...(fx.length === 0
      ? {}
      : { fx: Object.fromEntries(fx.map(([code = '', rate = '']) => [code, rate])) }),
    ...(limits ? { limits } : {}),
  }
}

function costText({ kind, figure }: CostChoice): string {
  return figure.trim() === '' ? kind : `${kind}:${figure.trim()}`
}

/** The form as it was when a stored run was asked for. */
export function fieldsOf(request: BacktestRequest): BacktestFields {
  const parts = (asked: readonly AskedPlugin[] = []) =>
    asked.map(({ plugin, parameters }) => ({ plugin, parameters: { ...parameters } }))
  return {
    strategies: parts(request.strategies),
    rules: parts(request.rules),
    agents: parts(request.agents),
    symbols: [...request.symbols],
    timeframe: request.timeframe,
    from: dayText(request.fromDay),
    to: dayText(request.toDay),
    cash: String(request.cash),
    commission: commissionOf(request.commission),
    slippage: slippageOf(request.slippage),
    benchmark: request.benchmark ?? '',
    fillDelay: String(request.fillDelayBars),
    seed: String(request.seed),
    ...termsOf(request),
  }
}

const AT_END = { keep: 'keep', close_at_last_close: 'close', close_at_last_open: 'close-at-open' }

function termsOf(request: BacktestRequest): BacktestTerms {
  const { fxRates, participationMax, riskFreeAnnual, riskBias } = request
  const rates = Object.entries(fxRates)
  return {
    currency: request.currency ?? '',
    fx: rates.map(([code, rate]) => `${code}=${rate}`).join(', '),
    participation: participationMax === null ? '' : String(participationMax),
    rounding: request.priceRounding,
    atEnd: AT_END[request.atEnd],
    riskFree: riskFreeAnnual === 0 ? '' : String(riskFreeAnnual),
    riskBias: riskBias === 1 ? '' : String(riskBias),
    limits: limitsText(request.limits),
  }
}

/** Limits as a text: what holds anyway is left out. */
function limitsText(limits: BacktestRequest['limits']): string {
  const groups = Object.entries(limits).map(([group, values]) => {
    const said = Object.entries(values).filter(
      ([name, value]) => value !== null && value !== USUAL_LIMITS[name]
    )
    return [group, Object.fromEntries(said)] as const
  })
  const said = groups.filter(([, values]) => Object.keys(values).length > 0)
  return said.length === 0 ? '' : JSON.stringify(Object.fromEntries(said), null, 2)
}

function dayText(day: number | null): string {
  return day === null ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function commissionOf(model: CostModel): CostChoice {
  const minimum = Number(model.minimum ?? 0) > 0 ? `:${String(model.minimum)}` : ''
  switch (model.type) {
    case 'schedule':
      return { kind: String(model.name).replace('_', '-'), figure: '' }
    case 'per_order':
      return { kind: 'per-order', figure: String(model.amount) }
    case 'per_share': {
      const cap = model.maximumFraction === null ? '' : `:${String(model.maximumFraction)}`
      const least = minimum === '' && cap !== '' ? ':0' : minimum
      return { kind: 'per-share', figure: `${String(model.rate)}${least}${cap}` }
    }
    case 'percent':
      return { kind: 'percent', figure: `${String(model.fraction)}${minimum}` }
    case 'tiered': {
      const tiers = model.tiers as { upTo: number | null; fraction: number }[]
      const texts = tiers.map(({ upTo, fraction }) => `${upTo ?? '*'}=${fraction}`)
      return { kind: 'tiered', figure: `${texts.join(',')}${minimum}` }
    }
    default:
      return { kind: 'none', figure: '' }
  }
}

function slippageOf(model: CostModel): CostChoice {
  switch (model.type) {
    case 'basis_points':
      return { kind: 'bps', figure: String(model.bps) }
    case 'fixed':
      return { kind: 'fixed', figure: String(model.amount) }
    case 'spread':
      return { kind: 'spread', figure: String(model.spread) }
    case 'volume_share':
      return { kind: 'volume', figure: `${String(model.impact)}:${String(model.shareMax)}` }
    default:
      return { kind: 'none', figure: '' }
  }
}

/** The name that the host gave a run, `momentum on US.AAPL`, in the reader's language. */
export function runTitle(
  title: string,
  t: (key: string, values: Record<string, string>) => string
): string {
  const [, names, count, symbols] = /^(.+) on (?:(\d+) symbols|(.+))$/.exec(title) ?? []
  if (names === undefined) return title
  return count === undefined
    ? t('backtest.on', { names, symbols: symbols! })
    : t('backtest.on_many', { names, count })
}
