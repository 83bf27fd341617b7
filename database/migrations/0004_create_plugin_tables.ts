import { BaseSchema } from '@adonisjs/lucid/schema'

/** Installed plugins, what they may do, who signed them, and the hash-chained audit log. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('audit_log', (table) => {
      table.bigInteger('sequence').primary()
      table.timestamp('at', { useTz: true }).notNullable()
      table.text('actor').notNullable()
      table.text('action').notNullable()
      table.text('subject').notNullable()
      table.jsonb('detail').notNullable()
      table.text('previous_hash').notNullable()
      table.text('hash').notNullable().unique()
      table.index(['subject', 'sequence'])
    })

    this.schema.createTable('plugins', (table) => {
      table.text('id').primary()
      table.text('kind').notNullable()
      // installed | enabled | disabled | quarantined | blocked
      table.text('state').notNullable()
      table.text('active_version').notNullable()
      table.text('active_hash').notNullable()
      // A version that waits for consent to what it asks for beyond the active one.
      table.text('staged_version').nullable()
      table.text('staged_hash').nullable()
      table.jsonb('source').notNullable()
      table.text('quarantine_reason').nullable()
      table.timestamp('installed_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    this.schema.createTable('plugin_versions', (table) => {
      table.text('plugin_id').notNullable()
      table.text('version').notNullable()
      table.text('content_hash').notNullable()
      table.text('bundle_hash').notNullable()
      table.text('manifest_hash').notNullable()
      // The manifest's own text, byte for byte what `manifest_hash` is of.
      table.text('manifest').notNullable()
      table.text('resolved').notNullable()
      table.text('integrity').notNullable()
      // official | verified | signed | unsigned-local
      table.text('level').notNullable()
      table.text('publisher_id').notNullable()
      table.text('key_id').nullable()
      table.timestamp('installed_at', { useTz: true }).notNullable()
      table.text('installed_by').notNullable()
      table.primary(['plugin_id', 'content_hash'])
      table.index(['content_hash'])
    })

    this.schema.createTable('plugin_grants', (table) => {
      table.bigIncrements('id')
      table.text('plugin_id').notNullable()
      // example | paper | live
      table.text('environment').notNullable()
      table.text('capability').notNullable()
      table.text('scope').notNullable()
      table.text('manifest_hash').notNullable()
      table.text('granted_by').notNullable()
      table.timestamp('granted_at', { useTz: true }).notNullable()
      table.text('revoked_by').nullable()
      table.timestamp('revoked_at', { useTz: true }).nullable()
      table.index(['plugin_id', 'environment'])
    })

    this.schema.createTable('publisher_keys', (table) => {
      table.text('key_id').primary()
      table.text('publisher_id').notNullable()
      // SPKI, base64.
      table.text('public_key').notNullable()
      // official | verified | signed
      table.text('level').notNullable()
      table.timestamp('first_seen_at', { useTz: true }).notNullable()
      table.text('trusted_by').notNullable()
      table.timestamp('revoked_at', { useTz: true }).nullable()
      table.index(['publisher_id'])
    })

    this.schema.createTable('plugin_installs', (table) => {
      table.text('id').primary()
      table.text('plugin_id').nullable()
      table.text('state').notNullable()
      table.jsonb('request').notNullable()
      table.jsonb('detail').notNullable()
      table.text('failure').nullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    this.schema.createTable('plugin_registries', (table) => {
      table.text('url').primary()
      table.text('key_id').notNullable()
      table.text('public_key').notNullable()
      table.bigInteger('sequence').notNullable()
      table.timestamp('expires_at', { useTz: true }).notNullable()
      table.timestamp('checked_at', { useTz: true }).notNullable()
      table.jsonb('document').notNullable()
    })

    this.schema.createTable('plugin_storage', (table) => {
      table.text('plugin_id').notNullable()
      table.text('environment').notNullable()
      table.text('key').notNullable()
      table.text('value').notNullable()
      table.integer('bytes').notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      table.primary(['plugin_id', 'environment', 'key'])
    })

    this.schema.createTable('plugin_secrets', (table) => {
      table.text('name').primary()
      // host:port list; the only places to which the host sends the value.
      table.jsonb('hosts').notNullable()
      table.text('ciphertext').notNullable()
      table.text('set_by').notNullable()
      table.timestamp('set_at', { useTz: true }).notNullable()
    })

    this.schema.createTable('plugin_incidents', (table) => {
      table.bigIncrements('id')
      table.text('plugin_id').notNullable()
      table.text('environment').notNullable()
      // killed | error | start_failed | violation
      table.text('kind').notNullable()
      table.text('message').notNullable()
      table.jsonb('detail').notNullable()
      table.timestamp('at', { useTz: true }).notNullable()
      table.index(['plugin_id', 'at'])
    })
  }

  override async down() {
    for (const name of [
      'plugin_incidents',
      'plugin_secrets',
      'plugin_storage',
      'plugin_registries',
      'plugin_installs',
      'publisher_keys',
      'plugin_grants',
      'plugin_versions',
      'plugins',
      'audit_log',
    ]) {
      this.schema.dropTable(name)
    }
  }
}
