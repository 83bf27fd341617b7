import type { BrokerOrder } from '#ports/broker.js'
import { MemoryJournal } from '#tests/support/memory_journal.js'
import { Audit } from '../audit/audit.js'
import { HostileBroker } from '../broker/hostile_broker.js'
import { atItsBest, drawTraits } from '../broker/traits.js'
import { InboxStore } from '../durable/sim_inbox.js'
import { LeaseStore } from '../durable/sim_leases.js'
import { ReconcileStore } from '../durable/sim_reconcile.js'
import type { Fault } from '../faults.js'
import { openJournal, drawSettings } from './account.js'
import { Agenda } from './agenda.js'
import { Chance } from './chance.js'
import type { EventLog } from './event_log.js'
import { Host } from './host.js'
import type { CallFate } from './life.js'
import { Market } from './market.js'
import { CALM, HOSTILE, type Pace } from './pace.js'
import { INSTRUMENTS } from './terms.js'

/** Tuesday 14:30 UTC: the market of New York has just opened. */
const START_MS = Date.UTC(2026, 2, 10, 14, 30)

/** One simulated world: a market, a broker, a database, and processes of the engine one after the other. */
export class World {
  readonly agenda = new Agenda(START_MS)
  readonly chance: Chance
  readonly market: Market
  readonly broker: HostileBroker
  readonly journal = new MemoryJournal(0)
  readonly inbox = new InboxStore()
  readonly leases = new LeaseStore()
  readonly comparisons = new ReconcileStore()
  readonly openedMs = START_MS
  readonly audit: Audit
  /** How far the machine's clock is off, ms. */
  skewMs = 0
  isHostile = true
  host: Host | null = null
  /** Processes that were frozen and thought dead. */
  readonly others: Host[] = []
  /** Until then the database cannot be reached, true ms. */
  databaseDownUntilMs = 0
  #hosts = 0

  constructor(
    seed: number,
    readonly log: EventLog,
    readonly faults: Fault
  ) {
    this.chance = new Chance(seed)
    const { agenda, chance } = this
    const traits = drawTraits(chance.fork('traits'))
    const kind = atItsBest(traits)
    const settings = drawSettings(chance.fork('settings'))
    this.market = new Market({ agenda, chance, moved: (symbol) => this.broker.moved(symbol) })
    this.broker = new HostileBroker({
      agenda,
      chance,
      market: this.market,
      traits: () => (this.isHostile ? traits : kind),
      doubled: (order: BrokerOrder) => this.audit.orderDoubled(order),
      log: (line) => log.add(line),
    })
    const { journal, inbox } = this
    const { isFencing } = traits
    this.audit = new Audit({ journal, inbox, books: this.broker.books, isFencing })
    log.add(JSON.stringify({ traits, settings }))
    openJournal(this.journal, settings, START_MS)
  }

  pace(): Pace {
    return this.isHostile ? HOSTILE : CALM
  }

  /** Starts a process, unless one is there. */
  start(): void {
    if (this.host !== null) return
    this.host = new Host(`host ${++this.#hosts}`, this)
  }

  /** A process has died: its connections close, and another is started. */
  died(host: Host, why: string): void {
    this.log.add(`${host.name} dies ${why}`)
    host.bury()
    this.agenda.after(this.chance.wait(5), `lease of ${host.name} is free`, () =>
      this.leases.free(host.life)
    )
    if (this.host !== host) return
    this.host = null
    this.agenda.after(this.chance.wait(800), 'a process is started', () => this.start())
  }

  /** The process is thought dead: its lease is freed and another one is started, while it may live on. */
  replaceHost(): void {
    if (this.host === null) return
    this.others.push(this.host)
    this.leases.free(this.host.life)
    this.host = null
    this.start()
  }

  /** Everything is repaired, and a fresh process is started with it: what was never told can be asked for. */
  calmDown(): void {
    this.isHostile = false
    this.broker.muteUntilMs = 0
    this.databaseDownUntilMs = 0
    for (const { symbol } of INSTRUMENTS) this.market.halt(symbol, false)
    for (const other of this.others) other.life.kill('with the trouble')
    this.host?.life.kill('with the trouble')
    this.start()
  }

  /** Sets the machine's clock. */
  moveClock(skewMs: number): void {
    this.skewMs = skewMs
    for (const host of [this.host, ...this.others]) if (host !== null) host.life.skewMs = skewMs
  }

  /** What a call to the database goes through. */
  databaseFate(): CallFate {
    const { databaseMs, databaseFailureRate } = this.pace()
    const { chance } = this
    const isDown = this.agenda.nowMs < this.databaseDownUntilMs
    const fails = isDown || chance.happens(databaseFailureRate)
    const fate = !fails
      ? 'answered'
      : isDown
        ? 'lost'
        : chance.pick(['lost', 'unanswered'] as const)
    return { there: chance.wait(databaseMs), back: chance.wait(databaseMs), fate }
  }

  /** What the opening of a session goes through. */
  brokerFate(): CallFate {
    const { chance } = this
    const isDown = this.broker.isMute
    return { there: chance.wait(20), back: chance.wait(20), fate: isDown ? 'lost' : 'answered' }
  }
}
