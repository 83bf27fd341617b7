import { BaseSchema } from '@adonisjs/lucid/schema'

/** One row: what the server was found to offer when migrations last ran. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('system_capabilities', (table) => {
      table.integer('id').primary().checkIn(['1'])
      table.text('tier').notNullable()
      table.text('postgres_version').notNullable()
      table.text('timescale_version').nullable()
      table.text('note').nullable()
      table.timestamp('checked_at', { useTz: true }).notNullable().defaultTo(this.now())
    })
  }

  override async down() {
    this.schema.dropTable('system_capabilities')
  }
}
