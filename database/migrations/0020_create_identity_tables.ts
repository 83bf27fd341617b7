import { BaseSchema } from '@adonisjs/lucid/schema'

/** People, their sessions and the tokens of their programs. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('users', (table) => {
      table.text('id').primary()
      table.text('name').notNullable()
      // owner | trader | viewer
      table.text('role').notNullable()
      table.text('password_hash').notNullable()
      // Encrypted; null without a second factor.
      table.text('totp_secret').nullable()
      // The last time step that a code was taken for: no code counts twice.
      table.bigInteger('totp_step').nullable()
      table.boolean('is_enabled').notNullable().defaultTo(true)
      // Goes up when sessions that are open must end: a new password, a new role, a lock.
      table.integer('generation').notNullable().defaultTo(1)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('last_login_at', { useTz: true }).nullable()
    })
    this.schema.raw('create unique index users_name on users (lower(name))')

    this.schema.createTable('api_tokens', (table) => {
      table.text('id').primary()
      table.text('user_id').notNullable().references('id').inTable('users')
      table.text('name').notNullable()
      // SHA-256 of the secret; the secret itself is shown once and never kept.
      table.text('hash').notNullable()
      table.jsonb('abilities').notNullable()
      // Names of strategy instances that it is bound to; null for all.
      table.jsonb('strategies').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('expires_at', { useTz: true }).notNullable()
      table.timestamp('last_used_at', { useTz: true }).nullable()
      table.text('last_used_from').nullable()
      table.timestamp('revoked_at', { useTz: true }).nullable()
      table.index(['user_id'])
    })

    // The forms that the session and the limiter of the framework want.
    this.schema.createTable('sessions', (table) => {
      table.string('id').primary()
      table.text('data').notNullable()
      table.string('user_id').nullable().index()
      table.timestamp('expires_at').notNullable().index()
    })
    this.schema.createTable('rate_limits', (table) => {
      table.string('key', 255).notNullable().primary()
      table.integer('points').notNullable().defaultTo(0)
      table.bigInteger('expire')
    })
  }

  override async down() {
    for (const table of ['rate_limits', 'sessions', 'api_tokens', 'users']) {
      this.schema.dropTable(table)
    }
  }
}
