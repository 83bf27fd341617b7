import { BaseSchema } from '@adonisjs/lucid/schema'

/** Every change of what an account may do: halts, their end, and no new risk. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('account_modes', (table) => {
      table.text('account').notNullable()
      // Row of the journal that changed it.
      table.bigInteger('sequence').notNullable()
      // active | reduce_only | halted
      table.text('mode').notNullable()
      table.text('reason').notNullable()
      // Null where the engine did it.
      table.text('actor').nullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'sequence'])
    })
  }

  override async down() {
    this.schema.dropTable('account_modes')
  }
}
