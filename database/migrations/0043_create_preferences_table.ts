import { BaseSchema } from '@adonisjs/lucid/schema'

/** How each person wants the panel to look; and addresses that tokens are bound to. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('user_preferences', (table) => {
      table.text('user_id').primary().references('id').inTable('users')
      table.jsonb('body').notNullable()
      // Goes up with each change.
      table.integer('revision').notNullable()
    })
    this.schema.alterTable('api_tokens', (table) => {
      // Addresses and networks that it may be used from; null for any.
      table.jsonb('addresses').nullable()
    })
  }

  override async down() {
    this.schema.alterTable('api_tokens', (table) => {
      table.dropColumn('addresses')
    })
    this.schema.dropTable('user_preferences')
  }
}
