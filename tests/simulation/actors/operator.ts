import type { CommandKind } from '#ports/command_inbox.js'
import { clientOrderId } from '#engine/trading/client_order.js'
import type { Chance } from '../world/chance.js'
import type { World } from '../world/world.js'
import { ACCOUNT, INSTRUMENTS } from '../world/terms.js'
import { drawLimits } from '../world/account.js'

/** What a person asks for, and how often among all. */
const KINDS = {
  place_order: 24,
  check_order: 3,
  cancel_order: 16,
  replace_order: 12,
  close_position: 7,
  flatten: 3,
  halt: 6,
  reduce_only: 3,
  resume: 18,
  change_limits: 8,
  withdraw_limits: 2,
  set_bias: 6,
  set_fx_rate: 3,
  reconcile: 4,
  nonsense: 3,
}

/** A person at the commands, sometimes impatient: the same command may come twice. */
export class Operator {
  readonly #chance: Chance
  #count = 0

  constructor(private readonly world: World) {
    this.#chance = world.chance.fork('operator')
  }

  /** Writes a command; says which. */
  act(): string {
    const chance = this.#chance
    const isAgain = this.#count > 0 && chance.happens(0.05)
    const id = `cmd-${isAgain ? chance.whole(1, this.#count) : ++this.#count}`
    const [kind, body] = this.#command()
    const expiresMs = chance.happens(0.2) ? this.world.agenda.nowMs + chance.wait(3_000) : null
    this.ask(id, kind, body, expiresMs)
    return `command ${id} ${kind} ${JSON.stringify(body)}`
  }

  /** Writes a command and wakes the engine, unless the wake gets lost. */
  ask(id: string, kind: string, body: object, expiresMs: number | null): void {
    const { inbox } = this.world
    const command = { id, account: ACCOUNT, kind: kind as CommandKind, actor: 'simulation' }
    inbox.write({ ...command, body: body as Record<string, unknown>, expiresMs })
    if (this.#chance.happens(0.8)) for (const wake of inbox.wakes) wake()
  }

  #command(): [string, object] {
    const chance = this.#chance
    const kind = chance.weighed(KINDS)
    const { symbol } = chance.pick(INSTRUMENTS)
    const reason = `the simulation says ${kind}`
    switch (kind) {
      case 'place_order':
      case 'check_order':
        return [kind, this.#wish(symbol)]
      case 'cancel_order':
        return [kind, { order: this.#order() }]
      case 'replace_order': {
        const cents = this.world.market.centsOf(symbol)
        const limitPrice = chance.happens(0.3) ? Math.round(cents) / 100 : null
        return [kind, { order: this.#order(), quantity: chance.whole(1, 100), limitPrice }]
      }
      case 'close_position':
        return [kind, { symbol, reason }]
      case 'change_limits':
        return [kind, { limits: this.#limits(), reason }]
      case 'set_bias':
        return [
          kind,
          { bias: chance.pick([0, 0.3, 1, 1, 7]), lasting: chance.happens(0.5), reason },
        ]
      case 'set_fx_rate':
        return [kind, { currency: 'HKD', rate: chance.whole(124, 132) / 1_000 }]
      case 'nonsense':
        return this.#nonsense(symbol)
      default:
        return [kind, { reason }]
    }
  }

  #wish(symbol: string): object {
    const chance = this.#chance
    const lot = symbol.startsWith('US') ? chance.pick([5, 20]) : 100
    const tick = this.world.market.tickCentsOf(symbol)
    const cents = Math.round((this.world.market.centsOf(symbol) * 0.999) / tick) * tick
    const side = chance.pick(['buy', 'sell'])
    const limitPrice = chance.happens(0.5) ? cents / 100 : null
    const timeInForce = chance.pick(['day', 'gtc', 'ioc'])
    return { symbol, side, quantity: lot * chance.whole(1, 5), limitPrice, timeInForce }
  }

  /** One of the latest orders, or the one that comes next. */
  #order(): string {
    const last = Math.max(1, this.world.journal.orders.size)
    return clientOrderId(ACCOUNT, this.#chance.whole(Math.max(1, last - 12), last + 1))
  }

  #limits(): object {
    const { position, portfolio } = drawLimits(this.#chance)
    const { quantityMax, notionalMax } = position
    return this.#chance.pick<object>([
      { quantityMax },
      { notionalMax, leverageMax: portfolio.leverageMax },
      { exposureFractionMax: portfolio.exposureFractionMax },
      { quantityMax: -3 },
    ])
  }

  #nonsense(symbol: string): [string, object] {
    return this.#chance.pick<[string, object]>([
      ['place_order', { symbol: 'US.NOBODY', side: 'buy', quantity: 1 }],
      ['place_order', { symbol, side: 'keep', quantity: -1 }],
      ['explode', {}],
      ['cancel_order', { order: 'ord_other_1' }],
      ['close_position', { symbol: 7 }],
      ['set_fx_rate', { currency: 'USD', rate: 0 }],
    ])
  }
}
