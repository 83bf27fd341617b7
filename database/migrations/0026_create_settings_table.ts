import { BaseSchema } from '@adonisjs/lucid/schema'

/** What was set by hand, over what is so by default. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('settings', (table) => {
      table.text('key').primary()
      // One of the two; neither where it was put back, which keeps who did it and when.
      table.jsonb('value').nullable()
      // Encrypted.
      table.text('sealed').nullable()
      table.text('set_by').notNullable()
      table.timestamp('set_at', { useTz: true }).notNullable()
      // Goes up with each change of any setting: processes see that there was one.
      table.bigInteger('revision').notNullable().index()
    })
  }

  override async down() {
    this.schema.dropTable('settings')
  }
}
