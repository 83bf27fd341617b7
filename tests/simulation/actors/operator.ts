import type { CommandKind } from '#ports/command_inbox.js'
import { clientOrderId } from '#engine/trading/client_order.js'
import type { Chance } from '../world/chance.js'
import type { World } from '../world/world.js'
import { ACCOUNT, INSTRUMENTS } from '../world/terms.js'
import { drawLimits } from '../world/account.js'

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
    const kind = chance.weighed({
      place_order: 30,
      cancel_order: 25,
      halt: 10,
      resume: 22,
      nonsense: 3,
    })
    const symbol = chance.pick(INSTRUMENTS).symbol
    switch (kind) {
      case 'place_order': {
        const lot = symbol.startsWith('US') ? chance.pick([5, 20]) : 100
        const side = chance.pick(['buy', 'sell'])
        const cents = this.world.market.centsOf(symbol)
        const limitPrice = chance.happens(0.5) ? Math.round(cents * 0.999) / 100 : null
        const timeInForce = chance.pick(['day', 'gtc', 'ioc'])
        return [kind, { symbol, side, quantity: lot * chance.whole(1, 5), limitPrice, timeInForce }]
      }
      case 'cancel_order': {
        const last = Math.max(1, this.world.journal.orders.size)
        const order = clientOrderId(ACCOUNT, chance.whole(Math.max(1, last - 12), last + 1))
        return [kind, { order }]
      }
      case 'nonsense':
        return chance.pick([
          ['place_order', { symbol: 'US.NOBODY', side: 'buy', quantity: 1 }],
          ['place_order', { symbol, side: 'keep', quantity: -1 }],
          ['explode', {}],
          ['cancel_order', { order: 'ord_other_1' }],
        ])
      default:
        return [kind, { reason: `the simulation says ${kind}` }]
    }
  }

  /** Limits for whoever wants to change them. */
  limits(): object {
    return drawLimits(this.#chance)
  }
}
