import { NO_ALERTS } from '#ports/alerts.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'
import type { EnginePorts, OpenMarket } from '#engine/trading/engine_ports.js'
import { keepTrading, type Trading } from '#engine/trading/keep_trading.js'
import type { TradingEngine } from '#engine/trading/trading_engine.js'
import { HostileSession } from '../broker/hostile_session.js'
import { SimInbox } from '../durable/sim_inbox.js'
import { SimJournal } from '../durable/sim_journal.js'
import { SimReconcile } from '../durable/sim_reconcile.js'
import { SimLeases } from '../durable/sim_leases.js'
import { Life } from './life.js'
import { ACCOUNT } from './terms.js'
import type { World } from './world.js'

/** One process of the engine, with ports that end where it does. */
export class Host {
  readonly life: Life
  readonly #trading: Trading
  #session: HostileSession | null = null
  #deaf: () => void = () => {}

  constructor(
    readonly name: string,
    private readonly world: World
  ) {
    const { agenda, chance } = world
    this.life = new Life(name, {
      agenda,
      chance: chance.fork(`life of ${name}`),
      deathAtCall: () => world.pace().deathAtCall,
      died: (why) => world.died(this, why),
    })
    this.life.skewMs = world.skewMs
    this.#trading = keepTrading(world.faults.ports(this.#ports()))
  }

  /** The engine, while it trades. */
  get engine(): TradingEngine | null {
    return this.life.isAlive ? (this.#trading.engines.get(ACCOUNT) ?? null) : null
  }

  /** Ends as a server does that is asked to. */
  async stop(): Promise<void> {
    await this.#trading.stop()
  }

  /** Its process is gone: nothing is told to it any more. */
  bury(): void {
    this.#deaf()
    this.#session?.disconnect()
  }

  /** The line to the broker breaks. */
  disconnect(): void {
    this.#session?.disconnect()
  }

  #ports(): EnginePorts {
    const { world, life } = this
    const fate = () => world.databaseFate()
    const { log } = world
    return {
      journal: new SimJournal({ store: world.journal, life, fate }),
      inbox: new SimInbox({ store: world.inbox, life, fate }),
      leases: new SimLeases({
        store: world.leases,
        life,
        fate,
        fenced: (fencing) => (world.journal.fencing = fencing),
      }),
      clock: life.clock,
      alerts: NO_ALERTS,
      reconcile: {
        records: new SimReconcile({
          store: world.comparisons,
          journal: world.journal,
          life,
          openedMs: world.openedMs,
          fate,
        }),
        // Often enough for a world that lasts a minute.
        settings: { ...RECONCILE_DEFAULTS, openEveryMs: 8_000, closedEveryMs: 8_000 },
      },
      accounts: async () => [ACCOUNT],
      openMarket: (_account, fencing) => this.#openMarket(fencing),
      info: (sentence) => log.add(`${this.name} says: ${sentence}`),
      warn: (sentence) => log.add(`${this.name} warns: ${sentence}`),
    }
  }

  #openMarket(fencing: number): Promise<OpenMarket> {
    const { world, life } = this
    return life.call('session with the broker', world.brokerFate(), () => {
      if (fencing < world.broker.fencing) throw new Error(`the session ${fencing} is over`)
      world.broker.fencing = fencing
      const session = new HostileSession({
        broker: world.broker,
        life,
        chance: world.chance.fork(`session ${fencing}`),
        sent: (order) => world.audit.orderSent(order),
        log: (line) => world.log.add(line),
      })
      this.#session = session
      return { broker: session, feed: this.#feed(), lost: new Promise(() => {}) }
    })
  }

  #feed(): OpenMarket['feed'] {
    const { world, life } = this
    let stop = () => {}
    return {
      name: 'manual',
      subscribe: async (_symbols, onTick) => {
        const end = world.market.listen((tick) => {
          const delay = world.chance.wait(world.pace().tickDelayMs)
          world.agenda.after(delay, `tick of ${tick.symbol}`, () => life.hear(() => onTick(tick)))
        })
        stop = end
        this.#deaf = end
      },
      unsubscribe: async () => {},
      close: async () => stop(),
    }
  }
}
