import type { OpenDatabase } from '#ports/database.js'
import type { LatestQuote, SharedQuotes } from '#ports/shared_quotes.js'

const FIELDS = [
  ['symbol', 'symbol', 'text'],
  ['at_ms', 'atMs', 'float8'],
  ['received_ms', 'receivedMs', 'float8'],
  ['bid', 'bid', 'float8'],
  ['ask', 'ask', 'float8'],
  ['bid_size', 'bidSize', 'float8'],
  ['ask_size', 'askSize', 'float8'],
  ['last', 'last', 'float8'],
  ['last_size', 'lastSize', 'float8'],
  ['volume', 'volume', 'float8'],
] as const satisfies readonly (readonly [string, keyof LatestQuote, string])[]

const COLUMNS = FIELDS.map(([column]) => column).join(', ')
const ARRAYS = FIELDS.map(([, , type], k) => `$${k + 1}::${type}[]`).join(', ')
const UPDATES = FIELDS.slice(1).map(([column]) => `${column} = excluded.${column}`)
const SELECTED = FIELDS.map(([column, name]) => `${column} as "${name}"`).join(', ')

/** Latest quotes in PostgreSQL, where they survive everything. */
export class PostgresQuotes implements SharedQuotes {
  readonly name = 'postgresql'

  constructor(private readonly database: Pick<OpenDatabase, 'withClient' | 'transaction'>) {}

  async put(quotes: readonly LatestQuote[]): Promise<void> {
    if (quotes.length === 0) return
    await this.database.transaction(async (client) => {
      // Orders wait for the disk, quotes do not.
      await client.query('set local synchronous_commit = off')
      await client.query(
        `insert into latest_quotes (${COLUMNS}) select * from unnest(${ARRAYS})
         on conflict (symbol) do update set ${UPDATES.join(', ')}`,
        FIELDS.map(([, name]) => quotes.map((quote) => quote[name]))
      )
    })
  }

  find(symbols: readonly string[] | null): Promise<readonly LatestQuote[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<LatestQuote>(
        `select ${SELECTED} from latest_quotes
          where $1::text[] is null or symbol = any($1) order by symbol collate "C"`,
        [symbols]
      )
      return rows
    })
  }
}
