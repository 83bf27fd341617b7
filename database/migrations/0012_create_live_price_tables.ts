import { BaseSchema } from '@adonisjs/lucid/schema'

/** Quotes and bars as a feed told them, the latest quote of each instrument, and how live prices stand. */
export default class extends BaseSchema {
  override async up() {
    // A table a day, so that old quotes go without a trace of work; who stores them makes the tables.
    this.schema.raw(`create table quotes (
      symbol text not null,
      at timestamptz not null,
      received_at timestamptz not null,
      bid float8, ask float8, bid_size float8, ask_size float8,
      last float8, last_size float8, volume float8,
      feed text not null
    ) partition by range (received_at)`)
    this.schema.raw('create index quotes_symbol on quotes (symbol, received_at)')

    this.schema.createTable('told_bars', (table) => {
      table.text('feed').notNullable()
      table.text('symbol').notNullable()
      table.text('timeframe').notNullable()
      table.timestamp('ts', { useTz: true }).notNullable()
      for (const name of ['open', 'high', 'low', 'close', 'volume']) {
        table.double(name).notNullable()
      }
      table.timestamp('received_at', { useTz: true }).notNullable().index()
      table.index(['symbol', 'timeframe', 'ts'])
    })

    this.schema.createTable('latest_quotes', (table) => {
      table.text('symbol').primary()
      table.double('at_ms').notNullable()
      table.double('received_ms').notNullable()
      for (const name of ['bid', 'ask', 'bid_size', 'ask_size', 'last', 'last_size', 'volume']) {
        table.double(name).nullable()
      }
    })

    this.schema.createTable('market_board', (table) => {
      // One row: one process has the feed.
      table.boolean('only').primary().defaultTo(true).checkIn(['true'])
      table.jsonb('report').notNullable()
    })
  }

  override async down() {
    for (const table of ['market_board', 'latest_quotes', 'told_bars', 'quotes']) {
      this.schema.dropTable(table)
    }
  }
}
