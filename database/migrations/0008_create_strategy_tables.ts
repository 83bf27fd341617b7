import { BaseSchema } from '@adonisjs/lucid/schema'

/** Strategies of accounts: what is to run, what became of it, what it says, and who may object. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('strategies', (table) => {
      table.text('account').notNullable()
      table.text('name').notNullable()
      table.text('plugin').notNullable()
      table.text('environment').notNullable()
      table.text('timeframe').notNullable()
      table.jsonb('symbols').notNullable()
      // As text, as a person wrote them: the manifest of the version that starts reads them.
      table.jsonb('parameters').notNullable()
      // What the kernel knows of it: the bounds that its manifest declared.
      table.jsonb('settings').notNullable()
      // stopped | running | paused
      table.text('wanted').notNullable().defaultTo('stopped')
      table.text('state').notNullable()
      table.text('reason').nullable()
      table.text('version').nullable()
      table.bigInteger('starts').notNullable().defaultTo(0)
      table.timestamp('state_at', { useTz: true }).notNullable()
      table.text('created_by').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.primary(['account', 'name'])
    })

    this.schema.createTable('strategy_events', (table) => {
      table.bigIncrements('number')
      table.text('account').notNullable()
      table.text('name').notNullable()
      table.text('event').notNullable()
      table.text('detail').nullable()
      table.text('actor').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.index(['account', 'name', 'number'])
    })

    this.schema.createTable('strategy_logs', (table) => {
      table.bigIncrements('number')
      table.text('account').notNullable()
      table.text('name').notNullable()
      table.text('level').notNullable()
      table.text('text').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.index(['account', 'name', 'number'])
    })

    this.schema.createTable('strategy_states', (table) => {
      table.text('account').notNullable()
      table.text('name').notNullable()
      // What the plugin's state() said, JSON.
      table.text('state').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'name'])
    })

    this.schema.createTable('account_rules', (table) => {
      table.text('account').notNullable()
      table.text('plugin').notNullable()
      table.jsonb('parameters').notNullable()
      table.text('actor').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.primary(['account', 'plugin'])
    })
  }

  override async down() {
    for (const table of [
      'account_rules',
      'strategy_states',
      'strategy_logs',
      'strategy_events',
      'strategies',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
