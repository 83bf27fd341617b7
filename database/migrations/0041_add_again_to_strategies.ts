import { BaseSchema } from '@adonisjs/lucid/schema'

/** When a strategy whose process ended is started again. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('strategies', (table) => {
      table.timestamp('again_at', { useTz: true }).nullable()
    })
  }

  override async down() {
    this.schema.alterTable('strategies', (table) => table.dropColumn('again_at'))
  }
}
