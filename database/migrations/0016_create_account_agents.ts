import { BaseSchema } from '@adonisjs/lucid/schema'

/** Agents of accounts, and whose word a risk bias was. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('account_agents', (table) => {
      table.text('account').notNullable()
      table.text('plugin').notNullable()
      table.jsonb('parameters').notNullable()
      table.text('actor').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'plugin'])
    })
    this.schema.alterTable('risk_biases', (table) => {
      // person, or agent:ID
      table.text('source').notNullable().defaultTo('person')
      // What it said; null when it has no say any more. `bias` is what all words come to.
      table.double('word').nullable()
      // The oldest word that can go stale; null where none can.
      table.timestamp('counts_from', { useTz: true }).nullable()
    })
  }

  override async down() {
    this.schema.alterTable('risk_biases', (table) => {
      table.dropColumns('source', 'word', 'counts_from')
    })
    this.schema.dropTable('account_agents')
  }
}
