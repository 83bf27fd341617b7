import { formatMicros, parseMicros, type Micros } from '#kernel/values/micros.js'
import { formatDay } from '#kernel/values/instant.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import type { OpenDatabase } from '#ports/database.js'
import type {
  FillFilter,
  FillRow,
  PortfolioDay,
  PortfolioPosition,
  PortfolioRecords,
  TradeRow,
  TradingFilter,
  TransactionFilter,
  TransactionRow,
} from '#ports/portfolio_records.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'

/** A date as the day number that it is. */
const DAY = (column: string) => `(${column} - date '1970-01-01')`

/** The day's row, unless a later close is there, and its positions anew: one statement. */
const SAVE_DAY = `
with saved as (
  insert into portfolio_days (account, day, venue, closed_at, taken_at, sequence, currency, cash,
    equity, deposits, gross_exposure, net_exposure, currency_cash)
  values ($1, $2, $3, ${timestampOf('$4')}, ${timestampOf('$5')}, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (account, day) do update
    set venue = excluded.venue, closed_at = excluded.closed_at, taken_at = excluded.taken_at,
        sequence = excluded.sequence, cash = excluded.cash, equity = excluded.equity,
        deposits = excluded.deposits, gross_exposure = excluded.gross_exposure,
        net_exposure = excluded.net_exposure, currency_cash = excluded.currency_cash
  where portfolio_days.closed_at < excluded.closed_at
  returning account, day
)
insert into portfolio_day_positions
select saved.account, saved.day, given.*
  from saved, jsonb_to_recordset($14::jsonb) as given (strategy text, symbol text,
    quantity numeric, average_cost float8, price float8, value numeric, basis numeric,
    realised numeric, fees numeric, income numeric)
on conflict (account, day, strategy, symbol) do update
  set quantity = excluded.quantity, average_cost = excluded.average_cost, price = excluded.price,
      value = excluded.value, basis = excluded.basis, realised = excluded.realised,
      fees = excluded.fees, income = excluded.income`

/**
 * One page of an account's rows, newest first. The column is named with its table: the bare name would be
 * that of the answer, a float8, by which no index sorts.
 */
const PAGE = (table: string, more = '') => `from ${table} where account = $1
  and ($2::text is null or strategy = $2) and ($3::text is null or symbol = $3)
  and ($4::bigint is null or ${table}.sequence < $4) ${more}
  order by ${table}.sequence desc limit $5`

const pageOf = (account: string, { strategy, symbol, before, limit }: TradingFilter) => [
  account,
  strategy ?? null,
  symbol ?? null,
  before ?? null,
  limit,
]

/** Portfolios in PostgreSQL. */
export class PostgresPortfolioRecords implements PortfolioRecords {
  constructor(private readonly database: OpenDatabase) {}

  async saveDay(day: PortfolioDay): Promise<void> {
    const { account, venue, closedMs, takenMs, sequence, currency } = day
    await this.#rows(SAVE_DAY, [
      account,
      formatDay(day.day),
      venue,
      closedMs,
      takenMs,
      sequence,
      currency,
      formatMicros(day.cash),
      formatMicros(day.equity),
      formatMicros(day.outside),
      formatMicros(day.grossExposure),
      formatMicros(day.netExposure),
      JSON.stringify(textsOf(day.currencyCash)),
      JSON.stringify(day.positions.map(positionRow)),
    ])
  }

  async lastCloseMs(account: string): Promise<number> {
    const [row] = await this.#rows<{ ms: number }>(
      `select coalesce((select ${epochMs('max(closed_at)')} from portfolio_days where account = $1),
                       ${epochMs('created_at')}) as ms
         from trading_accounts where name = $1`,
      [account]
    )
    if (row === undefined) throw new Error(`there is no account ${account}`)
    return row.ms
  }

  async days(account: string, limit: number): Promise<readonly PortfolioDay[]> {
    const rows = await this.#rows<DayRow>(
      `select account, ${DAY('day')} as day, venue, ${epochMs('closed_at')} as "closedMs",
              ${epochMs('taken_at')} as "takenMs", sequence::float8 as sequence, currency,
              cash::text as cash, equity::text as equity, deposits::text as outside,
              gross_exposure::text as "grossExposure", net_exposure::text as "netExposure",
              currency_cash as "currencyCash"
         from portfolio_days where account = $1 order by day desc limit $2`,
      [account, limit]
    )
    const [oldest] = rows.slice(-1)
    if (oldest === undefined) return []
    const positions = await this.#rows<PositionRow>(
      `select ${DAY('day')} as day, strategy, symbol, quantity::float8 as quantity,
              average_cost as "averageCost", price, value::text as value, basis::text as basis,
              realised::text as realised, fees::text as fees, income::text as income
         from portfolio_day_positions where account = $1 and day >= $2 order by strategy, symbol`,
      [account, formatDay(oldest.day)]
    )
    const byDay = Map.groupBy(positions, ({ day }) => day)
    return rows.reverse().map((row) => ({
      ...row,
      cash: parseMicros(row.cash),
      equity: parseMicros(row.equity),
      outside: parseMicros(row.outside),
      grossExposure: parseMicros(row.grossExposure),
      netExposure: parseMicros(row.netExposure),
      currencyCash: Object.fromEntries(
        Object.entries(row.currencyCash).map(([code, amount]) => [code, parseMicros(amount)])
      ),
      positions: (byDay.get(row.day) ?? []).map(positionOf),
    }))
  }

  trades(account: string, limit: number): Promise<readonly TradeSummary[]> {
    return this.#rows<TradeSummary>(
      `select strategy, symbol, side, quantity::float8 as quantity, ${epochMs('entry_at')} as "entryMs",
              ${epochMs('exit_at')} as "exitMs", entry_price as "entryPrice",
              exit_price as "exitPrice", profit::float8 as pnl,
              return_fraction as "returnFraction", fees::float8 as fees,
              bars_held as "barsHeld", false as open
         from (select * from trades where account = $1 order by sequence desc limit $2) as latest
        order by exit_at, sequence`,
      [account, limit]
    )
  }

  transactions(
    account: string,
    { type, strategy, symbol, sinceMs, limit, before }: TransactionFilter
  ): Promise<readonly TransactionRow[]> {
    return this.#rows<TransactionRow>(
      `select sequence::float8 as sequence, ${epochMs('at')} as "atMs", type, amount::text as amount,
              balance::text as balance, strategy, symbol, quantity::float8 as quantity, price,
              fx_rate as "fxRate"
         from transactions
        where account = $1 and ($2::text is null or type = $2)
          and ($3::text is null or strategy = $3) and ($4::text is null or symbol = $4)
          and ($5::float8 is null or at >= ${timestampOf('$5')})
          and ($7::bigint is null or transactions.sequence < $7)
        order by transactions.sequence desc limit $6`,
      [account, type, strategy, symbol, sinceMs, limit, before ?? null]
    )
  }

  fills(account: string, filter: FillFilter): Promise<readonly FillRow[]> {
    const ofOrder = filter.order === undefined ? '' : 'and order_id = $6'
    return this.#rows<FillRow>(
      `select sequence::float8 as sequence, broker_fill_id as "brokerFillId", order_id as "order",
              strategy, symbol, side, quantity::float8 as quantity, price,
              market_price as "marketPrice", fee::text as fee, ${epochMs('at')} as "atMs"
         ${PAGE('fills', ofOrder)}`,
      [...pageOf(account, filter), ...(filter.order === undefined ? [] : [filter.order])]
    )
  }

  closedTrades(account: string, filter: TradingFilter): Promise<readonly TradeRow[]> {
    return this.#rows<TradeRow>(
      `select sequence::float8 as sequence, strategy, symbol, side, quantity::float8 as quantity,
              ${epochMs('entry_at')} as "entryMs", ${epochMs('exit_at')} as "exitMs",
              entry_price as "entryPrice", exit_price as "exitPrice", profit::text as profit,
              fees::text as fees, return_fraction as "returnFraction", reason,
              exit_reason as "exitReason"
         ${PAGE('trades')}`,
      pageOf(account, filter)
    )
  }

  #rows<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query(text, [...values])
      return rows as T[]
    })
  }
}

type Texts<T> = { [K in keyof T]: T[K] extends Micros ? string : T[K] }
type DayRow = Texts<Omit<PortfolioDay, 'positions' | 'currencyCash'>> & {
  readonly currencyCash: Record<string, string>
}
type PositionRow = Texts<PortfolioPosition> & { readonly day: number }

function positionRow(one: PortfolioPosition): Record<string, unknown> {
  return {
    strategy: one.strategy,
    symbol: one.symbol,
    quantity: one.quantity,
    average_cost: one.averageCost,
    price: one.price,
    value: formatMicros(one.value),
    basis: formatMicros(one.basis),
    realised: formatMicros(one.realised),
    fees: formatMicros(one.fees),
    income: formatMicros(one.income),
  }
}

function positionOf(row: PositionRow): PortfolioPosition {
  const { strategy, symbol, quantity, averageCost, price } = row
  return {
    strategy,
    symbol,
    quantity,
    averageCost,
    price,
    value: parseMicros(row.value),
    basis: parseMicros(row.basis),
    realised: parseMicros(row.realised),
    fees: parseMicros(row.fees),
    income: parseMicros(row.income),
  }
}

function textsOf(amounts: Readonly<Record<string, Micros>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts).map(([code, amount]) => [code, formatMicros(amount)])
  )
}
