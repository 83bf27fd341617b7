import type { ClientBase } from 'pg'
import type { OpenDatabase } from '#ports/database.js'
import type { JournalRow } from '#ports/journal.js'
import type {
  TracedChange,
  TracedDecision,
  TracedFill,
  TracedOrder,
  TraceFilter,
  TraceRecords,
  TraceStore,
  TraceSummary,
} from '#ports/traces.js'
import { epochMs } from '#ports/sql_time.js'

/** Rows of a trace that are read; one with more was moved all day, and its end is what matters less. */
const ROWS_MAX = 2_000

const ORDER_COLUMNS = `id, sequence::float8 as sequence, parent::float8 as parent, strategy, symbol,
  side, type, role, state, quantity::float8 as quantity, filled::float8 as filled,
  average_price as "averagePrice", limit_price as "limitPrice", stop_price as "stopPrice",
  time_in_force as "timeInForce", broker_order_id as "brokerOrderId", remark,
  ${epochMs('created_at')} as "createdMs"`

/** Traces out of the journal and the tables that follow from it. Nothing is stored for them alone. */
export class PostgresTraces implements TraceStore {
  constructor(private readonly database: Pick<OpenDatabase, 'transaction' | 'withClient'>) {}

  read(account: string, trace: number): Promise<TraceRecords | null> {
    return this.database.transaction(async (client) => {
      // Rows and tables of one moment.
      await client.query('set transaction isolation level repeatable read, read only')
      const at = [account, trace]
      const rows = await list<JournalRow>(
        client,
        `select sequence::float8 as sequence, at_ms as "atMs", entry,
                commands_hash as "commandsHash", trace::float8 as trace
           from journal where account = $1 and trace = $2
          order by journal.sequence limit ${ROWS_MAX}`,
        at
      )
      if (rows[0]?.sequence !== trace) return null
      const orders = await list<TracedOrder>(
        client,
        `select ${ORDER_COLUMNS} from orders where account = $1 and trace = $2
          order by orders.sequence`,
        at
      )
      const fills = await list<TracedFill>(
        client,
        `select sequence::float8 as sequence, order_id as "orderId",
                broker_fill_id as "brokerFillId", quantity::float8 as quantity, price,
                market_price as "marketPrice", fee::text as fee, ${epochMs('at')} as "atMs"
           from fills where account = $1 and order_id = any ($2) order by fills.sequence`,
        [account, orders.map(({ id }) => id)]
      )
      const decisions = await list<TracedDecision>(
        client,
        `select order_id as "orderId", strategy, symbol, decision, code, reason, asked, quantity,
                verdicts
           from signal_decisions where account = $1 and sequence = $2 order by part`,
        at
      )
      const changes = await list<TracedChange>(
        client,
        `select order_id as "orderId", sequence::float8 as trace, ${epochMs('at')} as "atMs", decision,
                reason, quantity
           from signal_decisions
          where order_id = any ($2) and account = $1 and sequence > $3
          order by signal_decisions.sequence, part`,
        [account, orders.map(({ id }) => id), trace]
      )
      return { rows, orders, fills, decisions, changes }
    })
  }

  ofOrder(account: string, orderId: string): Promise<number | null> {
    return this.database.withClient(async (client) => {
      const [row] = await list<{ trace: number | null }>(
        client,
        'select trace::float8 as trace from orders where account = $1 and id = $2',
        [account, orderId]
      )
      return row?.trace ?? null
    })
  }

  latest(account: string, filter: TraceFilter): Promise<readonly TraceSummary[]> {
    const { strategy, symbol, limit, before } = filter
    return this.database.withClient((client) =>
      list<TraceSummary>(
        client,
        // The newest that pass are found by index alone; everything else is looked up for these few.
        `select t.trace::float8 as trace, t.at_ms as "atMs",
                coalesce(t.strategy, o.strategy, '') as strategy,
                coalesce(t.symbol, o.symbol, '') as symbol, t.decision,
                coalesce(t.reason, '') as reason, coalesce(t.asked, o.quantity, 0) as asked,
                coalesce(o.states, '{}') as states, o.side, coalesce(o.filled, 0) as filled,
                coalesce(o.average, 0) as "averagePrice"
           from (
             select j.account, j.trace, j.at_ms, d.strategy, d.symbol, d.decision, d.reason, d.asked
               from journal j
               left join signal_decisions d
                 on d.account = j.account and d.sequence = j.sequence and d.part = 0
              where j.account = $1 and j.trace is not null and j.trace = j.sequence
                and ($4::bigint is null or j.trace < $4) ${passing(filter)}
              order by j.trace desc limit $5
           ) t
           left join lateral (
             select array_agg(state order by sequence) as states,
                    (array_agg(strategy order by sequence))[1] as strategy,
                    (array_agg(symbol order by sequence))[1] as symbol,
                    (array_agg(side order by sequence))[1] as side,
                    (array_agg(quantity::float8 order by sequence))[1] as quantity,
                    (array_agg(filled::float8 order by sequence))[1] as filled,
                    (array_agg(average_price order by sequence))[1] as average
               from orders where account = t.account and trace = t.trace
           ) o on true
          order by t.trace desc`,
        [account, strategy, symbol, before ?? null, limit]
      )
    )
  }
}

/** Traces that pass a filter: by what risk said of them, or by an order of theirs. */
function passing({ strategy, symbol, isDenied }: TraceFilter): string {
  const isPlain = strategy === null && symbol === null && !isDenied
  // Every parameter is named, with its type.
  if (isPlain) return 'and $2::text is null and $3::text is null'
  const named = `($2::text is null or strategy = $2) and ($3::text is null or symbol = $3)`
  const judged = `(select sequence from signal_decisions
    where account = $1 and part = 0 and ${named} and ($4::bigint is null or sequence < $4)
      ${isDenied ? `and decision in ('deny', 'reduce')` : ''}
    order by sequence desc limit $5)`
  const ordered = `(select distinct trace from orders
    where account = $1 and trace is not null and ${named} and ($4::bigint is null or trace < $4)
    order by trace desc limit $5)`
  return `and j.sequence in (${isDenied ? judged : `${judged} union ${ordered}`})`
}

async function list<T extends object>(
  client: ClientBase,
  text: string,
  values: readonly unknown[]
): Promise<T[]> {
  const { rows } = await client.query(text, [...values])
  return rows as T[]
}
