import type { OpenDatabase } from '#ports/database.js'
import type { MarketBoard, MarketReport } from '#ports/market_board.js'

/** The state of live prices as the one row of a table. */
export class PostgresMarketBoard implements MarketBoard {
  constructor(private readonly database: Pick<OpenDatabase, 'withClient' | 'transaction'>) {}

  async write(report: MarketReport): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query('set local synchronous_commit = off')
      await client.query(
        `insert into market_board (report) values ($1)
         on conflict ("only") do update set report = excluded.report`,
        [JSON.stringify(report)]
      )
    })
  }

  read(): Promise<MarketReport | null> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ report: MarketReport }>(
        'select report from market_board'
      )
      return rows[0]?.report ?? null
    })
  }
}
