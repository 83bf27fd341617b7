import { BaseSchema } from '@adonisjs/lucid/schema'

/** The last word of each source of a bias, and the alerts that are over, newest first, without sorting all. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('risk_biases', (table) => {
      table.index(['account', 'source', 'sequence'])
    })
    this.schema.raw(`create index alerts_over on alerts (last_at desc, id desc)
      where resolved_at is not null`)
  }

  override async down() {
    this.schema.raw('drop index alerts_over')
    this.schema.alterTable('risk_biases', (table) => {
      table.dropIndex(['account', 'source', 'sequence'])
    })
  }
}
