import { BaseSchema } from '@adonisjs/lucid/schema'

const MONEY = [20, 6] as const

/** Accounts that trade: their journal, what follows from it, and the commands of people. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('trading_accounts', (table) => {
      table.text('name').primary()
      table.text('environment').notNullable()
      table.text('currency').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      // The newest lease: whoever writes with another number is refused.
      table.bigInteger('fencing').notNullable().defaultTo(0)
      table.bigInteger('last_sequence').notNullable().defaultTo(0)
      table.decimal('cash', ...MONEY).notNullable()
      table.decimal('equity', ...MONEY).notNullable()
      table.text('mode').notNullable().defaultTo('active')
      table.text('mode_reason').nullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
    this.schema.raw('create sequence trading_fencing')

    this.schema.createTable('journal', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.double('at_ms').notNullable()
      table.bigInteger('fencing').notNullable()
      // JSON as it was stepped: text, because a replay needs it byte for byte.
      table.text('entry').notNullable()
      table.text('commands_hash').nullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('journal_snapshots', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.integer('format').notNullable()
      table.text('hash').notNullable()
      table.text('body').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('orders', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('id').notNullable().unique()
      table.text('strategy').notNullable()
      table.text('symbol').notNullable()
      table.text('side').notNullable()
      table.text('type').notNullable()
      table.text('role').notNullable()
      table.text('state').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.specificType('filled', 'numeric').notNullable()
      table.double('average_price').notNullable()
      table.double('limit_price').nullable()
      table.double('stop_price').nullable()
      table.jsonb('trail').nullable()
      table.text('time_in_force').notNullable()
      table.timestamp('good_till', { useTz: true }).nullable()
      table.bigInteger('parent').notNullable()
      table.bigInteger('reference').notNullable()
      table.text('reason').nullable()
      table.text('remark').nullable()
      table.text('broker_order_id').nullable()
      table.bigInteger('fencing').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })
    this.schema.raw(`create index orders_open on orders (account, sequence)
      where state in ('pending', 'submitted', 'partial', 'unknown')`)

    this.schema.createTable('fills', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('broker_fill_id').notNullable()
      table.text('order_id').notNullable()
      table.text('strategy').notNullable()
      table.text('symbol').notNullable()
      table.text('side').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.double('price').notNullable()
      table.double('market_price').notNullable()
      table.decimal('fee', ...MONEY).notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
      table.unique(['account', 'broker_fill_id'])
      table.index(['account', 'at'])
      table.index(['order_id'])
    })

    this.schema.createTable('positions', (table) => {
      table.text('account').notNullable()
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
      table.timestamp('updated_at', { useTz: true }).notNullable()
      table.primary(['account', 'strategy', 'symbol'])
    })

    this.schema.createTable('transactions', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('type').notNullable()
      table.decimal('amount', ...MONEY).notNullable()
      table.decimal('balance', ...MONEY).notNullable()
      table.text('strategy').nullable()
      table.text('symbol').nullable()
      table.specificType('quantity', 'numeric').nullable()
      table.double('price').nullable()
      table.double('fx_rate').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('signal_decisions', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.text('strategy').notNullable()
      table.text('symbol').notNullable()
      table.text('decision').notNullable()
      table.text('code').notNullable()
      table.text('reason').notNullable()
      table.double('asked').notNullable()
      table.double('quantity').notNullable()
      table.jsonb('verdicts').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('risk_limits', (table) => {
      table.text('account').notNullable()
      table.integer('version').notNullable()
      table.jsonb('limits').notNullable()
      table.text('actor').notNullable()
      table.text('reason').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'version'])
    })

    this.schema.createTable('trading_commands', (table) => {
      // The idempotency key.
      table.text('id').primary()
      table.bigIncrements('number', { primaryKey: false })
      table.text('account').notNullable()
      table.text('kind').notNullable()
      table.jsonb('body').notNullable()
      table.text('actor').notNullable()
      table.timestamp('written_at', { useTz: true }).notNullable()
      table.timestamp('expires_at', { useTz: true }).nullable()
      // waiting | done | refused
      table.text('status').notNullable().defaultTo('waiting')
      table.jsonb('detail').nullable()
      table.timestamp('answered_at', { useTz: true }).nullable()
    })
    this.schema.raw(`create index trading_commands_waiting on trading_commands (account, number)
      where status = 'waiting'`)
  }

  override async down() {
    for (const table of [
      'trading_commands',
      'risk_limits',
      'signal_decisions',
      'transactions',
      'positions',
      'fills',
      'orders',
      'journal_snapshots',
      'journal',
      'trading_accounts',
    ]) {
      this.schema.dropTable(table)
    }
    this.schema.raw('drop sequence trading_fencing')
  }
}
