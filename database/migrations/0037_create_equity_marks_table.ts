import { BaseSchema } from '@adonisjs/lucid/schema'

/** What accounts were worth every little while; thinned by whoever writes it. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('equity_marks', (table) => {
      table.text('account').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.decimal('equity', 24, 6).notNullable()
      // Money that came from outside: what was earned is equity without it.
      table.decimal('outside', 24, 6).notNullable()
      table.primary(['account', 'at'])
    })
  }

  override async down() {
    this.schema.dropTable('equity_marks')
  }
}
