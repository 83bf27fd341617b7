import { BaseSchema } from '@adonisjs/lucid/schema'

const MONEY = [20, 6] as const

/** What a comparison with the broker found, and what an account was worth at the close of each session. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('reconciliations', (table) => {
      table.bigIncrements('id')
      table.text('account').notNullable()
      // start | schedule | request
      table.text('trigger').notNullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('ended_at', { useTz: true }).notNullable()
      // The journal's row up to which the account was compared.
      table.bigInteger('sequence').notNullable()
      // agrees | differs | failed
      table.text('outcome').notNullable()
      table.integer('fills').notNullable()
      table.integer('orders').notNullable()
      table.integer('positions').notNullable()
      table.integer('found').notNullable()
      table.integer('open').notNullable()
      table.text('remark').nullable()
      table.index(['account', 'id'])
    })

    this.schema.createTable('discrepancies', (table) => {
      table.bigIncrements('id')
      table.text('account').notNullable()
      // missing_local | quantity_mismatch | phantom_local | cash_difference | unknown_order
      table.text('kind').notNullable()
      // fill | order | position | cash, and which: an id, a symbol, a currency
      table.text('about').notNullable()
      table.text('subject').notNullable()
      table.text('symbol').nullable()
      table.text('severity').notNullable()
      table.text('ours').nullable()
      table.text('brokers').nullable()
      table.text('sentence').notNullable()
      table.timestamp('found_at', { useTz: true }).notNullable()
      table.timestamp('seen_at', { useTz: true }).notNullable()
      // booked | withdrawn | agreed | accepted | dismissed; null while it stands
      table.text('resolution').nullable()
      table.timestamp('resolved_at', { useTz: true }).nullable()
      table.text('resolved_by').nullable()
      table.text('note').nullable()
      table.index(['account', 'id'])
    })
    // One difference is one row for as long as it stands.
    this.schema.raw(`create unique index discrepancies_open
      on discrepancies (account, kind, about, subject) where resolution is null`)

    this.schema.createTable('trades', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('strategy').notNullable()
      table.text('symbol').notNullable()
      table.text('side').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.timestamp('entry_at', { useTz: true }).notNullable()
      table.timestamp('exit_at', { useTz: true }).notNullable()
      table.double('entry_price').notNullable()
      table.double('exit_price').nullable()
      table.decimal('profit', ...MONEY).notNullable()
      table.decimal('fees', ...MONEY).notNullable()
      table.double('return_fraction').notNullable()
      table.integer('bars_held').notNullable()
      table.text('reason').nullable()
      table.text('exit_reason').nullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('portfolio_days', (table) => {
      table.text('account').notNullable()
      // The session's date at the exchange; the last close of a date is its row.
      table.date('day').notNullable()
      table.text('venue').notNullable()
      table.timestamp('closed_at', { useTz: true }).notNullable()
      table.timestamp('taken_at', { useTz: true }).notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('currency').notNullable()
      table.decimal('cash', ...MONEY).notNullable()
      table.decimal('equity', ...MONEY).notNullable()
      // Money that came from outside: what was earned is equity without it.
      table.decimal('deposits', ...MONEY).notNullable()
      table.decimal('gross_exposure', ...MONEY).notNullable()
      table.decimal('net_exposure', ...MONEY).notNullable()
      table.jsonb('currency_cash').notNullable()
      table.primary(['account', 'day'])
    })

    this.schema.createTable('portfolio_day_positions', (table) => {
      table.text('account').notNullable()
      table.date('day').notNullable()
      table.text('strategy').notNullable()
      table.text('symbol').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.double('average_cost').notNullable()
      table.double('price').notNullable()
      table.decimal('value', ...MONEY).notNullable()
      table.decimal('basis', ...MONEY).notNullable()
      table.decimal('realised', ...MONEY).notNullable()
      table.decimal('fees', ...MONEY).notNullable()
      table.decimal('income', ...MONEY).notNullable()
      table.primary(['account', 'day', 'strategy', 'symbol'])
      table
        .foreign(['account', 'day'])
        .references(['account', 'day'])
        .inTable('portfolio_days')
        .onDelete('CASCADE')
    })

    this.schema.createTable('paper_actions', (table) => {
      // Splits and dividends that the paper broker has booked, each once.
      table.text('account').notNullable().references('account').inTable('paper_accounts')
      table.text('symbol').notNullable()
      table.text('type').notNullable()
      table.integer('ex_day').notNullable()
      table.double('amount').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.decimal('cash', ...MONEY).notNullable()
      table.text('currency').notNullable()
      table.double('at_ms').notNullable()
      table.primary(['account', 'symbol', 'type', 'ex_day'])
    })
  }

  override async down() {
    for (const table of [
      'paper_actions',
      'portfolio_day_positions',
      'portfolio_days',
      'trades',
      'discrepancies',
      'reconciliations',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
