import { BaseSchema } from '@adonisjs/lucid/schema'

/** Several judgements in one row of the journal, the order that each became, and executions of no order of ours. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('signal_decisions', (table) => {
      table.integer('part').notNullable().defaultTo(0)
      table.text('order_id').nullable()
      table.dropPrimary()
      table.primary(['account', 'sequence', 'part'])
      table.index(['order_id'])
    })
    this.schema.alterTable('fills', (table) => table.setNullable('order_id'))
  }

  override async down() {
    this.schema.alterTable('signal_decisions', (table) => {
      table.dropPrimary()
      table.dropColumn('part')
      table.dropColumn('order_id')
      table.primary(['account', 'sequence'])
    })
    this.schema.alterTable('fills', (table) => table.dropNullable('order_id'))
  }
}
