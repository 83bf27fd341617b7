import type { ExitLevel, OrderType, Side, Trail } from '#kernel/order/order.js'
import { approval, denial, type Verdict } from '#kernel/risk/verdict.js'
import type { OrderSignal, Signal } from '#kernel/signal/signal.js'
import type { Chance } from '../world/chance.js'
import type { World } from '../world/world.js'
import { INSTRUMENTS } from '../world/terms.js'

/** Strategies of the account, manual trading left out. */
const STRATEGIES = 2
/** References are small numbers, so that signals often mean an order that is there. */
const REFERENCES = 40

/** Strategies that want all kinds of things at random moments, some of them nonsense. */
export class Trader {
  readonly #chance: Chance

  constructor(private readonly world: World) {
    this.#chance = world.chance.fork('trader')
  }

  /** Gives one signal to the engine, or a few at once; says what. */
  act(): string {
    const engine = this.world.host?.engine
    const count = this.#chance.happens(0.1) ? this.#chance.whole(2, 6) : 1
    const signals = Array.from({ length: count }, () => this.#signal())
    for (const signal of signals) {
      const pluginVerdicts = this.#verdicts()
      engine?.sequencer.offer({ type: 'signal', signal, pluginVerdicts })
    }
    return `signals ${JSON.stringify(signals)}`
  }

  #signal(): Signal {
    const chance = this.#chance
    const base = {
      strategy: chance.whole(1, STRATEGIES),
      instrument: chance.whole(0, INSTRUMENTS.length - 1),
      reference: chance.whole(1, REFERENCES),
      reason: null,
    }
    const kind = chance.weighed({ order: 60, target: 22, cancel: 8, replace: 10 })
    if (kind === 'cancel') return { ...base, type: 'cancel', all: chance.happens(0.2) }
    if (kind === 'replace') return { ...base, type: 'replace', ...this.#change(base.instrument) }
    if (kind === 'target') {
      const isFlat = chance.happens(0.4)
      const size = chance.happens(0.5)
        ? { kind: 'equity_fraction' as const, value: isFlat ? 0 : chance.between(-0.3, 0.5) }
        : { kind: 'quantity' as const, value: isFlat ? 0 : this.#units(base.instrument, 6) }
      const terms = { limitPrice: null, stopPrice: null, trail: null, goodTillMs: null }
      const none = { stopLoss: null, takeProfit: null, trailingStop: null, ocoGroup: 0 }
      const time = { timeInForce: 'gtc' as const, orderType: 'market' as const }
      return { ...base, type: 'target', size, sizedAt: 'signal', ...terms, ...none, ...time }
    }
    return this.#order(base)
  }

  #order(base: Pick<OrderSignal, 'strategy' | 'instrument' | 'reference' | 'reason'>): OrderSignal {
    const chance = this.#chance
    const side: Side = chance.happens(0.65) ? 'buy' : 'sell'
    const orderType = chance.weighed<OrderType>({
      market: 40,
      limit: 35,
      stop: 8,
      stop_limit: 7,
      trailing_stop: 10,
    })
    const hasLimit = orderType === 'limit' || orderType === 'stop_limit'
    const hasStop = orderType === 'stop' || orderType === 'stop_limit'
    const timeInForce = chance.weighed({ gtc: 50, day: 25, ioc: 15, gtd: 10 })
    return {
      ...base,
      type: 'order',
      side,
      size: { kind: 'quantity', value: this.#units(base.instrument, 8) },
      sizedAt: 'signal',
      orderType,
      limitPrice: hasLimit ? this.#price(base.instrument) : null,
      stopPrice: hasStop ? this.#price(base.instrument) : null,
      trail: orderType === 'trailing_stop' ? this.#trail() : null,
      timeInForce,
      goodTillMs: timeInForce === 'gtd' ? this.world.agenda.nowMs + chance.wait(8_000) : null,
      stopLoss: chance.happens(0.3) ? this.#exit() : null,
      takeProfit: chance.happens(0.25) ? this.#exit() : null,
      trailingStop: chance.happens(0.1) ? this.#trail() : null,
      ocoGroup: chance.happens(0.15) ? chance.whole(1, 3) : 0,
    }
  }

  #change(instrument: number): { [K in 'quantity' | 'limitPrice' | 'stopPrice']: number | null } {
    const chance = this.#chance
    return {
      quantity: chance.happens(0.7) ? this.#units(instrument, 8) : null,
      limitPrice: chance.happens(0.4) ? this.#price(instrument) : null,
      stopPrice: chance.happens(0.1) ? this.#price(instrument) : null,
    }
  }

  /** Mostly lots of the instrument; now and then a quantity that cannot be. */
  #units(instrument: number, lots: number): number {
    const chance = this.#chance
    const { symbol, lotSize } = INSTRUMENTS[instrument]!
    if (chance.happens(0.02)) return chance.pick([0, -5, 0.5, 37.5, 1e12])
    const lot = symbol.startsWith('US') ? chance.pick([1, 10, 25]) : lotSize
    return lot * chance.whole(1, lots)
  }

  #price(instrument: number): number {
    const cents = this.world.market.centsOf(INSTRUMENTS[instrument]!.symbol)
    if (this.#chance.happens(0.01)) return this.#chance.pick([0, -1])
    return (cents * this.#chance.between(0.985, 1.015)) / 100
  }

  #exit(): ExitLevel {
    const { value } = this.#trail()
    return this.#chance.happens(0.5)
      ? { kind: 'fraction', value }
      : { kind: 'amount', value: value * 100 }
  }

  #trail(): Trail {
    return { kind: 'fraction', value: this.#chance.between(0.001, 0.02) }
  }

  #verdicts(): Verdict[] {
    const chance = this.#chance
    if (chance.happens(0.9)) return []
    if (chance.happens(0.5)) return [approval('plugin:sim.rule')]
    return [denial('plugin:sim.rule', 'a plugin does not like it')]
  }
}
