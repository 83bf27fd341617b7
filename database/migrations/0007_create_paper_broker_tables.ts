import { BaseSchema } from '@adonisjs/lucid/schema'

const MONEY = [20, 6] as const

/** The paper broker's own books: what it was told, and what it executed. The engine never reads them. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('paper_accounts', (table) => {
      table.text('account').primary()
      table.text('currency').notNullable()
      table.decimal('starting_cash', ...MONEY).notNullable()
      // The newest lease that opened a session: sessions under a lower one are refused.
      table.bigInteger('fencing').notNullable().defaultTo(0)
      // Counts the sessions: only the newest may write.
      table.bigInteger('session').notNullable().defaultTo(0)
      table.bigInteger('order_count').notNullable().defaultTo(0)
      table.bigInteger('fill_count').notNullable().defaultTo(0)
    })

    this.schema.createTable('paper_cash', (table) => {
      table.text('account').notNullable().references('account').inTable('paper_accounts')
      table.text('currency').notNullable()
      table.decimal('amount', ...MONEY).notNullable()
      table.primary(['account', 'currency'])
    })

    this.schema.createTable('paper_positions', (table) => {
      table.text('account').notNullable().references('account').inTable('paper_accounts')
      table.text('symbol').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.double('average_cost').notNullable()
      table.primary(['account', 'symbol'])
    })

    this.schema.createTable('paper_orders', (table) => {
      table.text('account').notNullable().references('account').inTable('paper_accounts')
      table.text('client_order_id').notNullable()
      table.bigInteger('number').notNullable()
      table.text('symbol').notNullable()
      table.text('side').notNullable()
      table.text('type').notNullable()
      // working | filled | cancelled | rejected | expired
      table.text('status').notNullable()
      table.boolean('arrived').notNullable()
      // Place in the queue of its instrument; a change that is no mere reduction goes to the end.
      table.bigInteger('priority').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.specificType('filled', 'numeric').notNullable()
      table.double('limit_price').nullable()
      table.double('stop_price').nullable()
      table.jsonb('trail').nullable()
      table.double('trail_best').nullable()
      table.boolean('triggered').notNullable()
      table.text('time_in_force').notNullable()
      table.double('good_till_ms').nullable()
      table.double('expires_ms').nullable()
      table.text('reason').nullable()
      // The terms as they were first sent: a second order of the same id is held against them.
      table.jsonb('sent').notNullable()
      // What its fills have been charged, for fees that are reckoned on whole orders.
      table.jsonb('charges').notNullable()
      table.double('created_ms').notNullable()
      table.double('updated_ms').notNullable()
      table.primary(['account', 'client_order_id'])
      table.unique(['account', 'number'])
      table.index(['account', 'updated_ms'])
    })
    this.schema.raw(
      `create index paper_orders_working on paper_orders (account, number) where status = 'working'`
    )

    this.schema.createTable('paper_fills', (table) => {
      table.text('account').notNullable()
      table.bigInteger('number').notNullable()
      table.text('client_order_id').notNullable()
      table.text('currency').notNullable()
      table.specificType('quantity', 'numeric').notNullable()
      table.double('price').notNullable()
      // What was traded, above zero, and what it cost besides: the two move the cash.
      table.decimal('value', ...MONEY).notNullable()
      table.decimal('fee', ...MONEY).notNullable()
      table.double('at_ms').notNullable()
      table.primary(['account', 'number'])
      table
        .foreign(['account', 'client_order_id'])
        .references(['account', 'client_order_id'])
        .inTable('paper_orders')
      table.index(['account', 'at_ms'])
    })

    this.schema.createTable('paper_messages', (table) => {
      table.text('account').notNullable().references('account').inTable('paper_accounts')
      table.bigInteger('number').notNullable()
      table.text('client_order_id').notNullable()
      // order | cancel | replace, under way to the venue until `due_ms`
      table.text('type').notNullable()
      table.double('due_ms').notNullable()
      table.jsonb('change').nullable()
      table.primary(['account', 'number'])
    })
  }

  override async down() {
    for (const name of [
      'paper_messages',
      'paper_fills',
      'paper_orders',
      'paper_positions',
      'paper_cash',
      'paper_accounts',
    ]) {
      this.schema.dropTable(name)
    }
  }
}
