import { BaseSchema } from '@adonisjs/lucid/schema'

/** Instruments, their price series, the bars themselves, and corporate actions. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('instruments', (table) => {
      table.increments('id')
      table.text('symbol').notNullable().unique()
      table.text('venue').notNullable()
      table.text('code').notNullable()
      table.text('name').nullable()
      table.text('asset_class').notNullable()
      table.specificType('currency', 'char(3)').notNullable()
      table.specificType('tick_size', 'numeric').notNullable()
      table.specificType('lot_size', 'numeric').notNullable()
      table.specificType('quantity_step', 'numeric').notNullable()
      table.specificType('multiplier', 'numeric').notNullable()
      table.text('sector').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
    })

    this.schema.createTable('bar_series', (table) => {
      table.increments('id')
      table
        .integer('instrument_id')
        .notNullable()
        .references('id')
        .inTable('instruments')
        .onDelete('CASCADE')
      table.text('timeframe').notNullable()
      table.text('source').notNullable()
      table.text('licence').nullable()
      table.integer('revision').notNullable().defaultTo(0)
      table.integer('row_count').notNullable().defaultTo(0)
      table.timestamp('first_at', { useTz: true }).nullable()
      table.timestamp('last_at', { useTz: true }).nullable()
      table.timestamp('updated_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['instrument_id', 'timeframe'])
    })

    // No foreign key on series_id: bulk loads would check it row by row. The repository that owns
    // a series deletes its bars with it.
    this.schema.createTable('bars', (table) => {
      table.integer('series_id').notNullable()
      table.timestamp('ts', { useTz: true }).notNullable()
      for (const column of ['open', 'high', 'low', 'close', 'volume']) {
        table.double(column).notNullable()
      }
      table.primary(['series_id', 'ts'])
    })

    this.schema.createTable('corporate_actions', (table) => {
      table.increments('id')
      table
        .integer('instrument_id')
        .notNullable()
        .references('id')
        .inTable('instruments')
        .onDelete('CASCADE')
      table.date('ex_date').notNullable()
      table.text('kind').notNullable().checkIn(['split', 'dividend'])
      table.double('ratio').nullable()
      table.specificType('amount', 'numeric').nullable()
      table.specificType('currency', 'char(3)').nullable()
      table.text('source').notNullable()
      table.unique(['instrument_id', 'ex_date', 'kind'])
    })
  }

  override async down() {
    this.schema.dropTable('corporate_actions')
    this.schema.dropTable('bars')
    this.schema.dropTable('bar_series')
    this.schema.dropTable('instruments')
  }
}
