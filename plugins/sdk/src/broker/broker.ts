import type { Effects, RequestResult } from '../effects/effects.js'
import type { OrderType, Side, TimeInForce } from '../strategy/order.js'

/** An order that the host hands to the broker. Everything was checked and recorded before. */
export interface BrokerOrder {
  /** The host's id of the order: the broker must carry it, or a tag made of it, so that a repeat is known. */
  readonly orderId: string
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  /** Units, above 0. */
  readonly quantity: number
  /** In the instrument's currency; `null` where the type has none. */
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly timeInForce: TimeInForce
  /** Last instant of a `gtd` order, UTC epoch ms; else `null`. */
  readonly goodTillMs: number | null
}

/** Changes to a working order; what is `null` stays. */
export interface BrokerReplacement {
  readonly orderId: string
  readonly quantity: number | null
  readonly limitPrice: number | null
  readonly stopPrice: number | null
}

/**
 * What the broker says of an order. Repeats are welcome: the host takes each `tradeId` and each state
 * once. An order of which nothing is said stays unknown, never rejected.
 */
export type BrokerOrderEvent =
  | {
      readonly type: 'accepted' | 'cancelled' | 'expired'
      readonly orderId: string
      /** The broker's own number. */
      readonly brokerOrderId: string
      /** UTC epoch ms, by the broker's clock. */
      readonly atMs: number
    }
  | {
      readonly type: 'rejected'
      readonly orderId: string
      readonly brokerOrderId: string
      readonly atMs: number
      /** The broker's reason, at most 200 characters. */
      readonly reason: string
    }
  | {
      readonly type: 'filled'
      readonly orderId: string
      readonly brokerOrderId: string
      readonly atMs: number
      /** The broker's number of this trade: the same trade told twice counts once. */
      readonly tradeId: string
      /** Units of this trade alone, above 0, and price per unit in the instrument's currency. */
      readonly quantity: number
      readonly price: number
      /** Cost of this trade in the instrument's currency; `null` while it is not known. */
      readonly fee: number | null
    }

/** What the broker says of the account. */
export type BrokerAccountEvent =
  | {
      readonly type: 'cash'
      /** ISO 4217 code. */
      readonly currency: string
      readonly cash: number
      readonly buyingPower: number
    }
  | {
      readonly type: 'position'
      readonly symbol: string
      /** Units, below 0 when short, 0 when closed. */
      readonly quantity: number
      readonly averageCost: number
    }
  /** Whether orders can be sent now. */
  | {
      readonly type: 'session'
      readonly state: 'ready' | 'connecting' | 'closed'
      readonly reason: string
    }

/** What the host may want to know: all working orders, all positions, the cash. Answers come as events. */
export type BrokerQuery = 'orders' | 'positions' | 'cash'

/** Something happened on a socket. */
export interface SocketEvent {
  readonly connection: string
  readonly kind: 'opened' | 'data' | 'closed'
  /** The bytes that arrived; empty but for `data`. */
  readonly data: Uint8Array
}

/** Sockets that the host opens for the plugin. Needs `net:connect@host:port`. */
export interface Sockets {
  /** Opens a TCP connection under a name of your choice (at most 40 characters). `onSocket` tells when it is open. */
  open(connection: string, address: { readonly host: string; readonly port: number }): void
  /** Sends bytes, at most 65,536 in one call, in order. */
  write(connection: string, data: Uint8Array): void
  close(connection: string): void
}

/** What a broker plugin knows and can do. The same object in every call. */
export interface BrokerContext extends Effects {
  /** The moment of the event, UTC epoch milliseconds. `Date` shows the same moment. */
  readonly now: number
  /** `example`, `paper` or `live`: which account may be used. */
  readonly environment: string
  readonly socket: Sockets
  /** Tells the host what became of an order. */
  orderEvent(event: BrokerOrderEvent): void
  /** Tells the host how the account stands. */
  accountEvent(event: BrokerAccountEvent): void
}

/**
 * A running broker: what the function given to `defineBroker` returns. It speaks one broker's protocol
 * and nothing else: risk, accounting and the life of orders stay with the host.
 */
export interface Broker {
  /** The host wants a session: open the socket, log in, then say `accountEvent({ type: 'session', state: 'ready', ... })`. */
  onConnect(context: BrokerContext): void
  /** Sends an order. The outcome is told with `orderEvent`, now or later. */
  onSubmit(order: BrokerOrder, context: BrokerContext): void
  /** Withdraws an order. */
  onCancel(orderId: string, context: BrokerContext): void
  /** Changes a working order; without this the host cancels and sends a new one. */
  onReplace?(change: BrokerReplacement, context: BrokerContext): void
  /** The host wants to know how things stand: answer with order and account events. */
  onQuery?(what: BrokerQuery, context: BrokerContext): void
  /** Something happened on a socket. */
  onSocket?(event: SocketEvent, context: BrokerContext): void
  /** A timer ran out. */
  onTimer?(name: string, context: BrokerContext): void
  /** The outcome of a request that was made without a function of its own. */
  onResult?(request: number, result: RequestResult<unknown>, context: BrokerContext): void
  /** Once, before the plugin ends: log out. */
  onStop?(context: BrokerContext): void
  /** What is worth seeing when someone asks why. Plain data, at most 10,000 characters as JSON. */
  state?(): unknown
}
