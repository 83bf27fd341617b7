import type { OrderType, Side, TimeInForce, Trail } from '#kernel/order/order.js'

/** An order as it is handed to a broker. Prices in the instrument's currency, quantity in units above zero. */
export interface BrokerOrder {
  /** Derived from account and sequence: the same order always has the same id, a retry included. */
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  readonly quantity: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly trail: Trail | null
  readonly timeInForce: TimeInForce
  /** End of a `gtd` order, UTC epoch ms. */
  readonly goodTillMs: number | null
  /** The number of the lease under which the engine sends: a broker that can refuses lower ones. */
  readonly fencing: number
  /** Client order id of the entry whose position it protects; for brokers that know brackets. */
  readonly attachedTo?: string | null
  /** It may only take what is held towards zero; for brokers that can see to that. */
  readonly isReduceOnly?: boolean
}

/** New terms of a working order; all of them, changed or not. */
export interface BrokerChange {
  readonly clientOrderId: string
  /** Units of the whole order, those already filled included. */
  readonly quantity: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly fencing: number
}

/** Where an order stands at the broker. */
export type BrokerOrderStatus = 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired'

/** What a broker knows of an order. */
export interface BrokerOrderState {
  /** `null` for an order that did not come from us. */
  readonly clientOrderId: string | null
  readonly brokerOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly status: BrokerOrderStatus
  readonly quantity: number
  /** Units filled so far. */
  readonly filled: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  /** Why it was rejected or ended, in the broker's words. */
  readonly reason: string | null
  readonly atMs: number
}

/** An execution as the broker has it in its books. */
export interface BrokerFill {
  /** Unique at the broker: the same execution, told twice, has the same id. */
  readonly brokerFillId: string
  readonly clientOrderId: string | null
  readonly brokerOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly quantity: number
  readonly price: number
  /** All fees of the fill, in the instrument's currency, 0 or more. */
  readonly fee: number
  /** The market's price before slippage, where the broker knows it. */
  readonly marketPrice?: number
  readonly atMs: number
}

/** Units held at the broker, below zero for a short. */
export interface BrokerPosition {
  readonly symbol: string
  readonly quantity: number
  readonly averageCost: number
}

/** The broker's own reckoning of the account. */
export interface BrokerAccount {
  /** Cash by currency code, in currency units. */
  readonly cash: Readonly<Record<string, number>>
}

/** What a broker tells without being asked. May come late, twice, or out of order. */
export type BrokerReport =
  | {
      readonly type: 'accepted'
      readonly clientOrderId: string
      readonly brokerOrderId: string
      readonly atMs: number
    }
  | {
      readonly type: 'rejected'
      readonly clientOrderId: string
      readonly reason: string
      readonly atMs: number
    }
  | { readonly type: 'filled'; readonly fill: BrokerFill }
  | {
      /** The order has ended with `filled` units filled in all: fills that are missing are still to come. */
      readonly type: 'cancelled' | 'expired'
      readonly clientOrderId: string
      readonly filled: number
      readonly reason: string
      readonly atMs: number
    }
  | {
      /** A change was taken: the order works under these terms now, its quantity that of the whole order. */
      readonly type: 'replaced'
      readonly clientOrderId: string
      readonly quantity: number
      readonly limitPrice: number | null
      readonly stopPrice: number | null
      readonly atMs: number
    }
  | {
      /** A change was not taken: the order goes on working under these terms. */
      readonly type: 'change_refused'
      readonly clientOrderId: string
      readonly reason: string
      readonly quantity: number
      readonly limitPrice: number | null
      readonly stopPrice: number | null
      readonly atMs: number
    }
  | { readonly type: 'disconnected'; readonly reason: string; readonly atMs: number }
  | { readonly type: 'connected'; readonly atMs: number }

/**
 * A conversation with one account at a broker, opened under one fencing number.
 *
 * Calls reject when their fate is not known (a connection that broke, no answer in time); what the broker
 * refuses is a report. Who calls must have written down what is about to be sent.
 */
export interface BrokerSession {
  /** `paper`, or the broker plugin's id. */
  readonly name: string
  readonly environment: 'paper' | 'live'
  /** Whether a second order of the same client order id is refused: only then is an order ever sent again. */
  readonly refusesDuplicates: boolean
  /** Resolves when the order is handed over; its outcome is a report. */
  submit(order: BrokerOrder): Promise<void>
  /** Asking again, or for an order that has ended, changes nothing. */
  cancel(clientOrderId: string): Promise<void>
  replace(change: BrokerChange): Promise<void>
  /**
   * Every open order, and those that ended since `sinceMs`. `complete`: an order sent before the call
   * began that is not in the list is not at the broker and cannot come there any more.
   */
  orders(sinceMs: number): Promise<BrokerOrderList>
  /** Every execution since `sinceMs`, oldest first. */
  fills(sinceMs: number): Promise<readonly BrokerFill[]>
  positions(): Promise<readonly BrokerPosition[]>
  account(): Promise<BrokerAccount>
  /** Adds a listener, which must not throw. Reports that come before there is one are kept for it. */
  onReport(listener: (report: BrokerReport) => void): void
  /** No report comes after it has resolved. Orders stay where they are. */
  close(): Promise<void>
}

/** The orders of a broker, see `BrokerSession.orders`. */
export interface BrokerOrderList {
  readonly complete: boolean
  readonly orders: readonly BrokerOrderState[]
}
