import type { ClientBase } from 'pg'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { dayNumberOf, formatDay } from '#kernel/values/instant.js'
import type { ActionImportReceipt, StoredAction } from '#ports/bar_store.js'

interface ActionRow {
  symbol: string
  ex_date: string
  kind: string
  ratio: number | null
  amount: string | null
  currency: string
  source: string
}

/** Actions by symbol and ex-date; of all instruments when `symbol` is `null`. */
export async function selectActions(
  client: ClientBase,
  symbol: string | null
): Promise<StoredAction[]> {
  const { rows } = await client.query<ActionRow>(
    `select i.symbol, to_char(a.ex_date, 'YYYY-MM-DD') as ex_date, a.kind, a.ratio,
            a.amount::text as amount, coalesce(a.currency, i.currency) as currency, a.source
       from corporate_actions a join instruments i on i.id = a.instrument_id
      where $1::text is null or i.symbol = $1
      order by i.symbol, a.ex_date, a.kind desc`,
    [symbol]
  )
  return rows.map((row) => ({
    symbol: row.symbol,
    action: toAction(row),
    currency: row.currency,
    source: row.source,
  }))
}

/** Stores actions of one instrument; `null` when it is unknown. */
export async function upsertActions(
  client: ClientBase,
  symbol: string,
  actions: readonly CorporateAction[],
  source: string
): Promise<ActionImportReceipt | null> {
  const { rows } = await client.query<{ id: number; currency: string }>(
    'select id, currency from instruments where symbol = $1 for update',
    [symbol]
  )
  const instrument = rows[0]
  if (!instrument) return null
  let inserted = 0
  let replaced = 0
  for (const action of actions) {
    const isSplit = action.type === 'split'
    const answer = await client.query<{ is_new: boolean }>(
      `insert into corporate_actions as a
              (instrument_id, ex_date, kind, ratio, amount, currency, source)
       values ($1, $2::date, $3, $4, $5, $6, $7)
       on conflict (instrument_id, ex_date, kind) do update
          set ratio = excluded.ratio, amount = excluded.amount, source = excluded.source
        where (a.ratio, a.amount) is distinct from (excluded.ratio, excluded.amount)
       returning (xmax = 0) as is_new`,
      [
        instrument.id,
        formatDay(action.exDay),
        action.type,
        isSplit ? action.ratio : null,
        isSplit ? null : action.amount,
        instrument.currency,
        source,
      ]
    )
    if (answer.rows[0]?.is_new === true) inserted++
    if (answer.rows[0]?.is_new === false) replaced++
  }
  return { inserted, replaced, unchanged: actions.length - inserted - replaced }
}

function toAction(row: ActionRow): CorporateAction {
  const [year, month, day] = row.ex_date.split('-').map(Number) as [number, number, number]
  const exDay = dayNumberOf(year, month, day)
  return row.kind === 'split'
    ? { type: 'split', exDay, ratio: Number(row.ratio) }
    : { type: 'dividend', exDay, amount: Number(row.amount) }
}
