import type { BrokerDefinition } from '../broker/define_broker.js'
import type {
  BrokerAccountEvent,
  BrokerOrder,
  BrokerOrderEvent,
  BrokerQuery,
  BrokerReplacement,
  SocketEvent,
} from '../broker/broker.js'
import { toBase64 } from '../bytes/base64.js'
import { toUtf8 } from '../bytes/utf8.js'
import type { ManifestShape } from '../strategy/define_strategy.js'
import { LiveBench, textOfBase64, type BenchOptions, type TestEffect } from './live_bench.js'

/** A broker under test: tell it what host and network say, look at what it says. */
export class BrokerRun {
  readonly #bench: LiveBench

  /** Made by `runBroker`. */
  constructor(bench: LiveBench) {
    this.#bench = bench
  }

  /** The host wants a session. */
  connect(): void {
    this.#bench.send({ type: 'connect' })
  }

  /** The host hands over an order: a market order for the day where nothing else is said. */
  submit(order: Partial<BrokerOrder> & Pick<BrokerOrder, 'orderId'>): void {
    const usual = { symbol: 'US.TEST', side: 'buy', type: 'market', quantity: 100 }
    const prices = { limitPrice: null, stopPrice: null, timeInForce: 'day', goodTillMs: null }
    this.#bench.send({ type: 'submit', order: { ...usual, ...prices, ...order } })
  }

  cancel(orderId: string): void {
    this.#bench.send({ type: 'cancel', orderId })
  }

  replace(change: Partial<BrokerReplacement> & Pick<BrokerReplacement, 'orderId'>): void {
    const same = { quantity: null, limitPrice: null, stopPrice: null }
    this.#bench.send({ type: 'replace', change: { ...same, ...change } })
  }

  query(what: BrokerQuery): void {
    this.#bench.send({ type: 'query', what })
  }

  timer(name: string): void {
    this.#bench.send({ type: 'timer', name })
  }

  /** Something happens on a connection; a text arrives as its UTF-8 bytes. */
  socket(connection: string, kind: SocketEvent['kind'], data: string | Uint8Array = ''): void {
    const bytes = typeof data === 'string' ? toUtf8(data) : data
    this.#bench.send({ type: 'socket', connection, kind, data: toBase64(bytes) })
  }

  /** Moves the clock forward, in milliseconds. */
  wait(ms: number): void {
    this.#bench.atMs += ms
  }

  /** Connections that it asked for. */
  get opened(): { connection: string; host: string; port: number }[] {
    return this.#bench
      .effectsOf('socket.open')
      .map(({ connection, host, port }) => ({ connection, host, port })) as never
  }

  /** What it wrote, each write as text. */
  get written(): string[] {
    return this.#bench.effectsOf('socket.write').map(({ data }) => textOfBase64(data as string))
  }

  /** What it said of orders. */
  get orderEvents(): BrokerOrderEvent[] {
    return this.#bench.effectsOf('order_event').map(({ event, eventMs, type: _, ...rest }) => ({
      type: event,
      ...rest,
      atMs: eventMs,
    })) as never
  }

  /** What it said of the account. */
  get accountEvents(): BrokerAccountEvent[] {
    return this.#bench
      .effectsOf('account_event')
      .map(({ event, type: _, ...rest }) => ({ type: event, ...rest })) as never
  }

  /** Everything it asked for, as the host receives it. */
  get effects(): readonly TestEffect[] {
    return this.#bench.effects
  }

  get logs(): readonly string[] {
    return this.#bench.logs
  }
}

/** Starts a broker for a test. Its methods throw PluginFailed when the plugin throws. */
export function runBroker<M extends ManifestShape>(
  broker: BrokerDefinition<M>,
  options: BenchOptions<M> = {}
): BrokerRun {
  return new BrokerRun(new LiveBench(broker, options as BenchOptions))
}
