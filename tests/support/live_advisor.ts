import { createGuest, type LiveGuest } from '../../plugins/sdk/src/live/live_guest.js'
import { ORDER_ROLES, ORDER_STATES } from '../../plugins/sdk/src/guest/codes.js'
import { ORDER_TYPES, RECORD_LENGTH, SIGNALS_PER_CALL } from '#kernel/signal/signal_record.js'
import type { Advisor } from '#kernel/simulation/advisor.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { INBOX, INBOX_LENGTH } from '#kernel/simulation/inbox.js'
import { TIMEFRAME_MS } from '#kernel/market/timeframe.js'

interface Answer {
  readonly ok: boolean
  readonly value: { readonly warmupBars: number; readonly hasSlice: boolean }
  readonly effects: readonly { readonly record: readonly number[]; readonly reason: string }[]
  readonly message: string
}

/** A strategy as it runs live, driven by JSON events, in the place of a backtest's guest. */
export class LiveAdvisor implements Advisor {
  readonly signals = new Float64Array(RECORD_LENGTH * SIGNALS_PER_CALL)
  readonly inbox = new Float64Array(INBOX_LENGTH)
  readonly warmupBars: number
  readonly #guest: LiveGuest = createGuest()
  readonly #config: SimulationConfig
  readonly #hasSlice: 0 | 1
  #reasons: readonly string[] = []
  #atMs = 0

  constructor(
    definition: unknown,
    config: SimulationConfig,
    parameters: Readonly<Record<string, number | boolean | string>>
  ) {
    this.#config = config
    const fault = this.#guest.load(definition)
    if (fault !== '') throw new Error(fault)
    const { timeframe, seed, currency, cash, instruments } = config
    const setup = {
      ...{ kind: 'strategy', pluginId: 'test', environment: 'paper', parameters, seed, atMs: 0 },
      ...{ logPerMin: 100, instruments, timeframe, timeframeMs: TIMEFRAME_MS[timeframe] },
      account: { currency, cash },
    }
    const { value } = this.#read(this.#guest.start(JSON.stringify(setup)))
    this.warmupBars = value.warmupBars
    this.#hasSlice = value.hasSlice ? 1 : 0
  }

  onInboxBar(instrument: number): number {
    const at = (field: keyof typeof INBOX): number => this.inbox[INBOX[field]] as number
    this.#atMs = at('endMs')
    return this.#send('bar', {
      symbol: this.#symbol(instrument),
      ...{ startMs: at('startMs'), endMs: at('endMs'), open: at('open'), high: at('high') },
      ...{ low: at('low'), close: at('close'), volume: at('volume') },
      warmingUp: at('warmingUp') === 1,
      account: {
        ...{ cash: at('cash'), buyingPower: at('buyingPower'), equity: at('equity') },
        exposure: at('exposure'),
      },
    })
  }

  hasSlice(): number {
    return this.#hasSlice
  }

  onSlice(endMs: number): number {
    return this.#send('slice', { endMs })
  }

  onFill(...[i, reference, sequence, side, quantity, price, commission, atMs]: FillParts): number {
    const symbol = this.#symbol(i)
    const direction = side === 1 ? 'buy' : 'sell'
    return this.#send('fill', {
      ...{ symbol, reference, sequence, side: direction, quantity, price, commission, atMs },
    })
  }

  onOrder(...parts: OrderParts): number {
    const [i, reference, sequence, state, side, type, quantity, filled, limit, stop, role] = parts
    return this.#send('order', {
      ...{ symbol: this.#symbol(i), reference, sequence, quantity, filled },
      ...{ state: ORDER_STATES[state], side: side === 1 ? 'buy' : 'sell' },
      ...{ orderType: ORDER_TYPES[type], role: ORDER_ROLES[role] },
      ...{ limitPrice: limit === 0 ? null : limit, stopPrice: stop === 0 ? null : stop },
    })
  }

  onPosition(i: number, quantity: number, averageCost: number, realisedPnl: number): void {
    this.#send('position', { symbol: this.#symbol(i), quantity, averageCost, realisedPnl })
  }

  onDenied(i: number, reference: number, code: string, text: string): number {
    return this.#send('denied', { symbol: this.#symbol(i), reference, code, text })
  }

  onCorporateAction(i: number, type: number, value: number, exDay: number): number {
    const action = type === 1 ? 'split' : 'dividend'
    return this.#send('corporate_action', { symbol: this.#symbol(i), action, value, exDay })
  }

  onStop(): number {
    return this.#send('stop', {})
  }

  text(k: number): string {
    return this.#reasons[k] ?? ''
  }

  failure(): string {
    return this.#guest.failure()
  }

  #symbol(instrument: number): string {
    return this.#config.instruments[instrument]!.symbol
  }

  #send(type: string, fields: object): number {
    const event = JSON.stringify({ type, atMs: this.#atMs, ...fields })
    const { effects } = this.#read(this.#guest.handle(event))
    effects.forEach(({ record }, k) => this.signals.set(record, k * RECORD_LENGTH))
    this.#reasons = effects.map(({ reason }) => reason)
    return effects.length
  }

  #read(text: string): Answer {
    const answer = JSON.parse(text) as Answer
    if (!answer.ok) throw new Error(answer.message)
    return answer
  }
}

type FillParts = Parameters<Advisor['onFill']>
type OrderParts = Parameters<Advisor['onOrder']>
