import type {
  BrokerAccount,
  BrokerChange,
  BrokerFill,
  BrokerOrder,
  BrokerOrderList,
  BrokerPosition,
  BrokerReport,
  BrokerSession,
} from '#ports/broker.js'
import type { Chance } from '../world/chance.js'
import type { CallFate, Life } from '../world/life.js'
import { STARTING_CASH } from '../world/terms.js'
import { toldOf } from './books.js'
import type { HostileBroker } from './hostile_broker.js'

/** A conversation of one process with the hostile broker. */
export class HostileSession implements BrokerSession {
  readonly name = 'hostile'
  readonly environment = 'paper'
  readonly refusesDuplicates: boolean
  readonly #listeners: ((report: BrokerReport) => void)[] = []
  readonly #early: BrokerReport[] = []
  /** Orders that are under way to the broker. */
  readonly #underWay = new Set<BrokerOrder>()
  readonly #breaks: (() => void)[] = []
  #isOver = false

  constructor(
    private readonly place: {
      readonly broker: HostileBroker
      readonly life: Life
      readonly chance: Chance
      /** An order leaves the engine. */
      sent(order: BrokerOrder): void
      log(line: string): void
    }
  ) {
    this.refusesDuplicates = place.broker.traits.refusesDuplicates
    place.broker.ear = this
  }

  hear(report: BrokerReport): void {
    this.place.life.hear(() => {
      if (this.#isOver) return
      if (this.#listeners.length === 0) this.#early.push(report)
      for (const listener of this.#listeners) listener(report)
    })
  }

  /** The connection breaks: calls under way fail, and it is told. */
  disconnect(): void {
    const atMs = this.place.broker.nowMs
    this.hear({ type: 'disconnected', reason: 'the line is dead', atMs })
    this.#isOver = true
    for (const fail of this.#breaks.splice(0)) this.place.life.hear(fail)
  }

  submit(order: BrokerOrder): Promise<void> {
    if (!this.place.life.isAlive) return new Promise(() => {})
    const kept = { ...order }
    this.place.sent(kept)
    const fate = this.#fate()
    if (fate.fate !== 'lost' && !this.#isOver) this.#underWay.add(kept)
    return this.#call(`submit ${order.clientOrderId}`, fate, () => {
      this.#underWay.delete(kept)
      this.place.broker.arrive(kept)
    })
  }

  cancel(clientOrderId: string): Promise<void> {
    return this.#call(`cancel ${clientOrderId}`, this.#fate(), () =>
      this.place.broker.cancel(clientOrderId)
    )
  }

  replace(change: BrokerChange): Promise<void> {
    const kept = { ...change }
    return this.#call(`replace ${JSON.stringify(kept)}`, this.#fate(), () =>
      this.place.broker.replace(kept)
    )
  }

  orders(sinceMs: number): Promise<BrokerOrderList> {
    const { broker } = this.place
    const before = [...this.#underWay]
    return this.#call('list of orders', this.#fate(), () => {
      const orders = [...broker.books.orders.values()]
        .filter(({ status, atMs }) => status === 'working' || atMs >= sinceMs)
        .map((one) => broker.books.stateOf(one))
      const complete = broker.traits.isFencing && !before.some((one) => this.#underWay.has(one))
      // A list that does not claim to be complete lacks something now and then.
      const isLacking = !complete && this.place.chance.happens(0.2)
      return { complete, orders: isLacking ? orders.slice(1) : orders }
    })
  }

  fills(sinceMs: number): Promise<readonly BrokerFill[]> {
    const { broker } = this.place
    return this.#call('executions', this.#fate(), () =>
      broker.books.executions.filter(({ atMs }) => atMs >= sinceMs).map(toldOf)
    )
  }

  positions(): Promise<readonly BrokerPosition[]> {
    return this.#call('positions', this.#fate(), () =>
      [...this.place.broker.books.positions]
        .filter(([, quantity]) => quantity !== 0)
        .map(([symbol, quantity]) => ({ symbol, quantity, averageCost: 1 }))
    )
  }

  account(): Promise<BrokerAccount> {
    return this.#call('account', this.#fate(), () => {
      const { cashCents } = this.place.broker.books
      const cash: Record<string, number> = { USD: STARTING_CASH }
      for (const [currency, cents] of cashCents) {
        cash[currency] = ((cash[currency] ?? 0) * 100 + cents) / 100
      }
      return { cash }
    })
  }

  onReport(listener: (report: BrokerReport) => void): void {
    this.#listeners.push(listener)
    for (const report of this.#early.splice(0)) listener(report)
  }

  async close(): Promise<void> {
    this.#isOver = true
    if (this.place.broker.ear === this) this.place.broker.ear = null
  }

  #fate(): CallFate {
    const { chance, broker } = this.place
    const { failureRate, delayMs } = broker.traits
    const delays = { there: chance.wait(delayMs), back: chance.wait(delayMs) }
    if (broker.isMute) return { ...delays, fate: 'lost' }
    if (!chance.happens(failureRate)) return { ...delays, fate: 'answered' }
    const fate = chance.pick(['lost', 'unanswered'] as const)
    // A caller that has given up may have done so long before its message arrives.
    return { there: delays.there * chance.pick([1, 5]), back: delays.back, fate }
  }

  #call<T>(what: string, fate: CallFate, effect: () => T): Promise<T> {
    if (!this.place.life.isAlive) return new Promise(() => {})
    if (this.#isOver) return Promise.reject(new Error(`${what}: the connection is closed`))
    this.place.log(`${this.place.life.name} asks: ${what}`)
    const answer = this.place.life.call(what, fate, effect)
    const broken = new Promise<never>((_resolve, reject) => {
      this.#breaks.push(() => reject(new Error(`${what}: the connection broke`)))
    })
    broken.catch(() => {})
    return Promise.race([answer, broken])
  }
}
