import type { OpenDatabase } from '#ports/database.js'
import type {
  AccountRow,
  NewAccount,
  OrderFilter,
  OrderRow,
  PositionRow,
  TradingRecords,
} from '#ports/trading_records.js'
import { epochMs } from '#ports/sql_time.js'
import { instant } from './insert_rows.js'
import { holderOf } from './postgres_leases.js'

const ORDER_COLUMNS = `id, orders.sequence::float8 as sequence, strategy, symbol, side, type, role, state,
  quantity::float8 as quantity, filled::float8 as filled, average_price as "averagePrice",
  limit_price as "limitPrice", stop_price as "stopPrice", reason, remark,
  ${epochMs('created_at')} as "createdMs"`

/** Trading's tables, read. */
export class PostgresRecords implements TradingRecords {
  constructor(private readonly database: OpenDatabase) {}

  accounts(): Promise<readonly AccountRow[]> {
    return this.#rows<AccountRow>(
      `select name, environment, currency, cash::text as cash, equity::text as equity, mode,
              mode_reason as "modeReason", last_sequence::float8 as "lastSequence",
              fencing::float8 as fencing, ${epochMs('updated_at')} as "updatedMs"
         from trading_accounts order by name`,
      []
    )
  }

  orders(
    account: string,
    { isOpen, limit, before, symbol, strategy, state }: OrderFilter
  ): Promise<readonly OrderRow[]> {
    // Open orders have an index of their own, which only the plain condition uses.
    const isListed = isOpen ? `and state in ('pending', 'submitted', 'partial', 'unknown')` : ''
    return this.#rows<OrderRow>(
      `select ${ORDER_COLUMNS} from orders where account = $1 ${isListed}
          and ($2::bigint is null or orders.sequence < $2) and ($3::text is null or symbol = $3)
          and ($4::text is null or strategy = $4) and ($6::text is null or state = $6)
        order by orders.sequence desc limit $5`,
      [account, before ?? null, symbol ?? null, strategy ?? null, limit, state ?? null]
    )
  }

  async order(account: string, id: string): Promise<OrderRow | null> {
    const sql = `select ${ORDER_COLUMNS} from orders where account = $1 and id = $2`
    return (await this.#rows<OrderRow>(sql, [account, id]))[0] ?? null
  }

  positions(account: string): Promise<readonly PositionRow[]> {
    return this.#rows<PositionRow>(
      `select strategy, symbol, quantity::float8 as quantity, average_cost as "averageCost", price,
              value::text as value, realised::text as realised, fees::text as fees,
              ${epochMs('updated_at')} as "updatedMs"
         from positions where account = $1 and quantity <> 0 order by symbol, strategy`,
      [account]
    )
  }

  tradedBy(): Promise<string | null> {
    return this.database.withClient(holderOf)
  }

  openPaperAccount({ settings, limits, actor, atMs, entry }: NewAccount): Promise<boolean> {
    const { account, currency, cash } = settings
    return this.database.transaction(async (client) => {
      const at = instant(atMs)
      const { rowCount } = await client.query(
        `insert into trading_accounts
           (name, environment, currency, created_at, cash, equity, last_sequence, updated_at)
         values ($1, 'paper', $2, $3, $4, $4, 1, $3) on conflict (name) do nothing`,
        [account, currency, at, cash]
      )
      if (rowCount !== 1) return false
      await client.query(
        `insert into journal (account, sequence, at_ms, fencing, entry, commands_hash)
         values ($1, 1, $2, 0, $3, null)`,
        [account, atMs, entry]
      )
      await client.query(
        `insert into transactions (account, sequence, type, amount, balance, fx_rate, at)
         values ($1, 1, 'deposit', $2, $2, 1, $3)`,
        [account, cash, at]
      )
      await client.query(
        `insert into risk_limits (account, version, limits, actor, reason, at)
         values ($1, 1, $2, $3, 'the account was opened', $4)`,
        [account, JSON.stringify(limits), actor, at]
      )
      await client.query(
        'insert into paper_accounts (account, currency, starting_cash) values ($1, $2, $3)',
        [account, currency, cash]
      )
      return true
    })
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}
