import { BaseSchema } from '@adonisjs/lucid/schema'

/** Limits that wait for their time, and every risk bias that was set. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('risk_limit_changes', (table) => {
      table.text('account').notNullable()
      // Row of the journal in which it was asked for.
      table.bigInteger('sequence').notNullable()
      table.jsonb('limits').notNullable()
      table.text('actor').notNullable()
      table.text('reason').notNullable()
      table.timestamp('asked_at', { useTz: true }).notNullable()
      table.timestamp('due_at', { useTz: true }).notNullable()
      // waiting | in_force | withdrawn | replaced
      table.text('state').notNullable()
      table.text('settled_by').nullable()
      table.timestamp('settled_at', { useTz: true }).nullable()
      // Version of the limits that it became.
      table.integer('version').nullable()
      table.primary(['account', 'sequence'])
    })

    this.schema.createTable('risk_biases', (table) => {
      table.text('account').notNullable()
      table.bigInteger('sequence').notNullable()
      table.double('bias').notNullable()
      table.boolean('is_lasting').notNullable()
      table.text('actor').notNullable()
      table.text('reason').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })
  }

  override async down() {
    this.schema.dropTable('risk_biases')
    this.schema.dropTable('risk_limit_changes')
  }
}
