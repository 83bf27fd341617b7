import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { Fill } from '#kernel/order/fill.js'
import type { Order } from '#kernel/order/order.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { parseMicros } from '#kernel/values/micros.js'

/** Orders and fills as far as an order list tells them. */
export interface OrderList {
  readonly orders: readonly Order[]
  readonly fills: readonly Fill[]
}

/** What the tables say of an account's orders and fills, with the numbers of a configuration. */
export async function readOrderList(
  database: OpenedDatabase,
  account: string,
  { instruments, strategies }: SimulationConfig
): Promise<OrderList> {
  const names = ['manual', ...strategies.map(({ id }) => id)]
  const places = (row: { strategy: string; symbol: string }) => ({
    strategy: names.indexOf(row.strategy),
    instrument: instruments.findIndex(({ symbol }) => symbol === row.symbol),
  })
  return database.withClient(async (client) => {
    const orders = await client.query<Order & { strategy: string; symbol: string }>(
      `select sequence::float8, strategy, symbol, side, type, role, state, quantity::float8,
          filled::float8, average_price as "averagePrice", limit_price as "limitPrice",
          stop_price as "stopPrice", time_in_force as "timeInForce", parent::float8,
          (extract(epoch from created_at) * 1000)::float8 as "createdMs"
        from orders where account = $1 order by orders.sequence`,
      [account]
    )
    const fills = await client.query<Fill & { strategy: string; symbol: string; paid: string }>(
      `select fills.sequence::float8, orders.sequence::float8 as "orderSequence", fills.strategy,
          fills.symbol, fills.side, fills.quantity::float8, price, market_price as "marketPrice",
          fee::text as paid, (extract(epoch from at) * 1000)::float8 as "atMs"
        from fills join orders on orders.id = fills.order_id
        where fills.account = $1 order by fills.sequence`,
      [account]
    )
    return {
      orders: orders.rows.map((row) => ({ ...row, ...places(row) })),
      fills: fills.rows.map((row) => ({ ...row, ...places(row), fee: parseMicros(row.paid) })),
    }
  })
}
