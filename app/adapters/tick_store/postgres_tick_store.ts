import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { DAY_MS } from '#kernel/values/instant.js'
import type { OpenDatabase } from '#ports/database.js'
import type { QuoteTick } from '#ports/market_feed.js'
import type { ReceivedTick, TickBatch, TickRetention, TickStore } from '#ports/tick_store.js'
import { epochMs } from '#ports/sql_time.js'
import { barLines, quoteLines } from './copy_lines.js'

const QUOTE_COLUMNS =
  '(symbol, at, received_at, bid, ask, bid_size, ask_size, last, last_size, volume, feed)'
const BAR_COLUMNS = '(feed, symbol, timeframe, ts, open, high, low, close, volume, received_at)'

/** Ticks in PostgreSQL, by COPY; quotes of each day (UTC) in a table of their own. */
export class PostgresTickStore implements TickStore {
  /** Days whose table is there. */
  readonly #days = new Set<number>()

  constructor(private readonly database: Pick<OpenDatabase, 'withClient' | 'transaction'>) {}

  async write({ feed, quotes, bars }: TickBatch): Promise<void> {
    const days = new Set(quotes.map(({ receivedMs }) => Math.floor(receivedMs / DAY_MS)))
    const missing = [...days].filter((day) => !this.#days.has(day))
    await this.database.transaction(async (client) => {
      // Orders wait for the disk, ticks do not.
      await client.query('set local synchronous_commit = off')
      for (const day of missing) await client.query(tableOfDay(day))
      await copy(client, `quotes ${QUOTE_COLUMNS}`, quoteLines(feed, quotes))
      await copy(client, `told_bars ${BAR_COLUMNS}`, barLines(feed, bars))
    })
    for (const day of missing) this.#days.add(day)
  }

  async forget({ quotesBeforeMs, barsBeforeMs }: TickRetention): Promise<void> {
    await this.database.withClient(async (client) => {
      if (quotesBeforeMs !== null) await this.#forgetQuotes(client, quotesBeforeMs)
      if (barsBeforeMs === null) return
      await client.query('delete from told_bars where received_at < $1', [
        new Date(barsBeforeMs).toISOString(),
      ])
    })
  }

  lastQuotes(symbol: string, count: number): Promise<readonly ReceivedTick<QuoteTick>[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<Omit<QuoteTick, 'type'> & { receivedMs: number }>(
        `select symbol, ${epochMs('at')} as "atMs",
                ${epochMs('received_at')} as "receivedMs",
                bid, ask, bid_size as "bidSize", ask_size as "askSize", last,
                last_size as "lastSize", volume
           from quotes where symbol = $1 order by received_at desc, at desc limit $2`,
        [symbol, count]
      )
      return rows
        .reverse()
        .map(({ receivedMs, ...quote }) => ({ tick: { type: 'quote', ...quote }, receivedMs }))
    })
  }

  async #forgetQuotes(client: ClientBase, beforeMs: number): Promise<void> {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'quotes'::regclass and c.relname < $1`,
      [nameOfDay(Math.floor(beforeMs / DAY_MS))]
    )
    for (const { name } of rows) {
      await client.query(`drop table if exists ${name}`)
      this.#days.delete(dayOfName(name))
    }
  }
}

/** `quotes_20241231`: of one length, so that names sort by their days. */
function nameOfDay(day: number): string {
  return `quotes_${dateOf(day).replaceAll('-', '')}`
}

function dayOfName(name: string): number {
  const date = name.slice('quotes_'.length)
  return Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}Z`) / DAY_MS
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

function tableOfDay(day: number): string {
  return `create table if not exists ${nameOfDay(day)} partition of quotes
    for values from ('${dateOf(day)} 00:00Z') to ('${dateOf(day + 1)} 00:00Z')`
}

async function copy(client: ClientBase, target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  const stream = client.query(copyFrom(`copy ${target} from stdin`))
  await pipeline(Readable.from([lines.join('')]), stream)
}
