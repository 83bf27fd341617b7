import { BaseSchema } from '@adonisjs/lucid/schema'

/** Passkeys of people; the audit log by who did something, and by what was done. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('passkeys', (table) => {
      // The authenticator's own id of the key, base64url.
      table.text('id').primary()
      table.text('user_id').notNullable().references('id').inTable('users')
      table.text('name').notNullable()
      // COSE public key, base64url.
      table.text('public_key').notNullable()
      // How often it signed; 0 for keys that do not count.
      table.bigInteger('counter').notNullable()
      table.jsonb('transports').notNullable()
      table.boolean('is_synced').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('last_used_at', { useTz: true }).nullable()
      table.index(['user_id'])
    })
    this.schema.alterTable('audit_log', (table) => {
      table.index(['actor', 'sequence'])
      table.index(['action', 'sequence'])
    })
  }

  override async down() {
    this.schema.alterTable('audit_log', (table) => {
      table.dropIndex(['actor', 'sequence'])
      table.dropIndex(['action', 'sequence'])
    })
    this.schema.dropTable('passkeys')
  }
}
