import { BaseSchema } from '@adonisjs/lucid/schema'

/** Up to which date of each venue the paper broker has booked splits and dividends. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('paper_accounts', (table) => {
      table.jsonb('venue_days').notNullable().defaultTo('{}')
    })
  }

  override async down() {
    this.schema.alterTable('paper_accounts', (table) => {
      table.dropColumn('venue_days')
    })
  }
}
