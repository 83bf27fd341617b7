import type { Chance } from '../world/chance.js'
import { INSTRUMENTS } from '../world/terms.js'
import type { World } from '../world/world.js'

/** What goes wrong, and how often among all that does. */
const WEIGHTS = {
  crash: 22,
  restart: 8,
  freeze: 8,
  disconnect: 14,
  mute: 10,
  database_down: 8,
  lease_lost: 5,
  clock: 12,
  market_halt: 10,
  close_day: 4,
}

/** Breaks one thing after the other. */
export class Chaos {
  readonly #chance: Chance

  constructor(private readonly world: World) {
    this.#chance = world.chance.fork('chaos')
  }

  /** Breaks something; says what. */
  act(): string {
    const { world } = this
    const chance = this.#chance
    const { agenda, host } = world
    const what = chance.weighed(WEIGHTS)
    switch (what) {
      case 'crash':
        host?.life.kill('at once')
        return what
      case 'restart':
        if (host !== null) this.#restart()
        return what
      case 'freeze':
        if (host !== null) this.#freeze(chance.happens(0.6))
        return what
      case 'disconnect':
        host?.disconnect()
        return what
      case 'mute':
        world.broker.muteUntilMs = agenda.nowMs + chance.wait(1_500)
        return what
      case 'database_down':
        world.databaseDownUntilMs = agenda.nowMs + chance.wait(800)
        return what
      case 'lease_lost':
        if (host !== null) world.leases.free(host.life)
        return what
      case 'clock':
        return `clock ${this.#moveClock()}`
      case 'market_halt': {
        const { symbol } = chance.pick(INSTRUMENTS)
        world.market.halt(symbol, true)
        agenda.after(chance.wait(4_000), `${symbol} goes on`, () =>
          world.market.halt(symbol, false)
        )
        return `${what} ${symbol}`
      }
      case 'close_day':
        world.broker.closeDay()
        return what
    }
  }

  /** Asked to stop; started again when it has, or killed when it does not. */
  #restart(): void {
    const host = this.world.host!
    const end = () => host.life.kill('after it was stopped')
    void host.stop().then(() => host.life.hear(end))
    this.world.agenda.after(5_000, 'patience with a stop ends', end)
  }

  /** Stops for a while like a machine that swaps; with `isReplaced` another one takes over meanwhile. */
  #freeze(isReplaced: boolean): void {
    const { world } = this
    const host = world.host!
    host.life.freeze()
    const thaw = () => {
      host.life.thaw()
      if (isReplaced) {
        const end = () => host.life.kill('because another one trades')
        world.agenda.after(this.#chance.wait(3_000), 'the former process ends', end)
      }
    }
    world.agenda.after(this.#chance.wait(isReplaced ? 4_000 : 1_000), 'it thaws', thaw)
    if (!isReplaced) return
    world.replaceHost()
  }

  #moveClock(): number {
    const chance = this.#chance
    const widest = chance.weighed({ 300: 50, 8_000: 35, 3_600_000: 12, 172_800_000: 3 })
    const skewMs = Math.round(chance.between(-1, 1) * Number(widest))
    this.world.moveClock(skewMs)
    return skewMs
  }
}
