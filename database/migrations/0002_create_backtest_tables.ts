import { BaseSchema } from '@adonisjs/lucid/schema'

/** Backtest runs with all that is needed to repeat them, and what each produced. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('backtest_runs', (table) => {
      table.text('id').primary()
      table.text('status').notNullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.text('engine_version').notNullable()
      table.jsonb('strategies').notNullable()
      table.jsonb('settings').notNullable()
      table.jsonb('data').notNullable()
      table.jsonb('metrics').nullable()
      table.bigInteger('seed').notNullable()
      table.text('order_list_hash').nullable()
      table.text('signal_list_hash').nullable()
      table.jsonb('summary').nullable()
      table.index(['started_at'])
    })

    this.schema.createTable('backtest_artifacts', (table) => {
      table
        .text('run_id')
        .notNullable()
        .references('id')
        .inTable('backtest_runs')
        .onDelete('CASCADE')
      table.text('kind').notNullable()
      table.text('encoding').notNullable()
      table.binary('body').notNullable()
      table.primary(['run_id', 'kind'])
    })
  }

  override async down() {
    this.schema.dropTable('backtest_artifacts')
    this.schema.dropTable('backtest_runs')
  }
}
