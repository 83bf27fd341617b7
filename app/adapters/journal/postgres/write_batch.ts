import { formatMicros } from '#kernel/values/micros.js'
import type { CommandOutcome, JournalBatch } from '#ports/journal.js'
import {
  BIAS_ROWS,
  DECISION_ROWS,
  FILL_ROWS,
  JOURNAL_ROWS,
  LIMITS_CHANGE_ROWS,
  LIMITS_ROWS,
  MODE_ROWS,
  ORDER_ROWS,
  POSITION_ROWS,
  TRADE_ROWS,
  TRANSACTION_ROWS,
} from './batch_inserts.js'
import { columnValues, insertText, instant, type BulkInsert } from './insert_rows.js'

/** A statement with its parameters; prepared once per connection under its name. */
export interface BatchStatement {
  readonly name: string
  readonly text: string
  readonly values: unknown[]
}

/**
 * The account's row is the fence: only the newest lease may move it on, and only from where the batch
 * begins. Everything else of the statement depends on it; a newer lease waits for it before it begins.
 */
const FENCE = `with fence as (
  update trading_accounts set last_sequence = $4, cash = $5, equity = $6, mode = $7,
         mode_reason = $8, updated_at = $9
   where name = $1 and fencing = $2 and last_sequence = $3 returning name as account
)`
const FENCE_VALUES = 9

/** The tables that a batch may write, each where the batch has rows for it. */
const PARTS: readonly Part[] = [
  part(JOURNAL_ROWS, ({ rows, fencing }) => rows.map((row) => ({ ...row, fencing }))),
  part(ORDER_ROWS, ({ orders, fencing }) => orders.map((order) => ({ ...order, fencing }))),
  part(FILL_ROWS, ({ fills }) => fills),
  part(POSITION_ROWS, ({ positions }) => positions),
  part(TRANSACTION_ROWS, ({ transactions }) => transactions),
  part(DECISION_ROWS, ({ decisions }) => decisions),
  part(TRADE_ROWS, ({ trades }) => trades),
  part(LIMITS_ROWS, ({ limits }) => limits),
  part(LIMITS_CHANGE_ROWS, ({ limitChanges }) => limitChanges),
  part(BIAS_ROWS, ({ biases }) => biases),
  part(MODE_ROWS, ({ modes }) => modes),
  {
    values: ({ outcomes }) => outcomeValues(outcomes),
    text: (first) => `update trading_commands
       set status = given.status, detail = given.detail, answered_at = now()
      from fence, unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::jsonb[])
           as given (id, status, detail)
     where trading_commands.id = given.id and trading_commands.status = 'waiting'
    returning pg_notify('trading_outcomes', '')`,
  },
]

interface Part {
  /** Its parameters, `null` where the batch has nothing for it. */
  values(batch: JournalBatch): unknown[][] | null
  /** Its text, with its parameters from a number on. */
  text(first: number): string
}

function part<T>(table: BulkInsert<T>, rowsOf: (batch: JournalBatch) => readonly T[]): Part {
  return {
    values: (batch) => {
      const rows = rowsOf(batch)
      return rows.length === 0 ? null : columnValues(table, rows)
    },
    text: (first) => insertText(table, 'fence', first),
  }
}

function outcomeValues(outcomes: readonly CommandOutcome[]): unknown[][] | null {
  if (outcomes.length === 0) return null
  return [
    outcomes.map(({ id }) => id),
    outcomes.map(({ status }) => status),
    outcomes.map(({ detail }) => JSON.stringify(detail)),
  ]
}

/** Texts by the parts that are in them: a batch of prices has one, of an order that filled several. */
const TEXTS = new Map<string, string>()

/**
 * A batch as one statement: one way to the server and back, and a transaction of its own. It answers with
 * one row, whose `isMine` says whether the fence let it pass; else nothing was written.
 */
export function batchStatement(batch: JournalBatch): BatchStatement {
  const { account, fencing, after, rows, accountRecord } = batch
  const given = PARTS.map((one) => one.values(batch))
  const name = `trading_batch_${given.map((values) => (values === null ? '0' : '1')).join('')}`
  let text = TEXTS.get(name)
  if (text === undefined) {
    text = textOf(given)
    TEXTS.set(name, text)
  }
  const fence = [
    account,
    fencing,
    after,
    after + rows.length,
    formatMicros(accountRecord.cash),
    formatMicros(accountRecord.equity),
    accountRecord.mode,
    accountRecord.modeReason,
    instant(accountRecord.updatedMs),
  ]
  return { name, text, values: [...fence, ...given.flatMap((values) => values ?? [])] }
}

function textOf(given: readonly (readonly unknown[] | null)[]): string {
  let first = FENCE_VALUES + 1
  const parts = PARTS.flatMap((one, at) => {
    const values = given[at]
    if (values === null || values === undefined) return []
    const text = `wrote_${at} as (\n  ${one.text(first)}\n)`
    first += values.length
    return [text]
  })
  return `${[FENCE, ...parts].join(', ')}\nselect exists (select 1 from fence) as "isMine"`
}
