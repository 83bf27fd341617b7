import { BaseSchema } from '@adonisjs/lucid/schema'

/** Versions of the parameters of strategies, drafts of the next one, and the key that made a strategy. */
export default class extends BaseSchema {
  override async up() {
    this.schema.alterTable('strategies', (table) => {
      table.integer('parameters_version').notNullable().defaultTo(1)
      // What is sent twice under one key is made once.
      table.text('creation_key').nullable().unique()
    })

    this.schema.createTable('strategy_parameters', (table) => {
      table.text('account').notNullable()
      table.text('name').notNullable()
      table.integer('version').notNullable()
      table.jsonb('parameters').notNullable()
      table.text('actor').notNullable()
      table.text('reason').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'name', 'version'])
    })
    this.schema
      .raw(`insert into strategy_parameters (account, name, version, parameters, actor, reason, at)
      select account, name, 1, parameters, created_by, 'it was created', created_at from strategies`)

    this.schema.createTable('strategy_drafts', (table) => {
      table.text('account').notNullable()
      table.text('name').notNullable()
      table.jsonb('parameters').notNullable()
      // Version of the parameters that it began with.
      table.integer('base').notNullable()
      table.text('actor').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'name'])
    })
  }

  override async down() {
    this.schema.dropTable('strategy_drafts')
    this.schema.dropTable('strategy_parameters')
    this.schema.alterTable('strategies', (table) => {
      table.dropColumn('creation_key')
      table.dropColumn('parameters_version')
    })
  }
}
