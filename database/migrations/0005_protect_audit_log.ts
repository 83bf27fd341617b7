import { BaseSchema } from '@adonisjs/lucid/schema'

/** The audit log can only grow, and where it ends is kept apart, so that a missing end is found. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('audit_head', (table) => {
      table.integer('id').primary().checkIn(['1'])
      table.bigInteger('sequence').notNullable()
      table.text('hash').notNullable()
    })
    this.schema.raw(`
      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log can only grow: % is refused', tg_op;
      end $$`)
    this.schema.raw(`
      create trigger audit_log_only_grows before update or delete or truncate on audit_log
      for each statement execute function refuse_audit_change()`)
    this.schema.raw(`
      create trigger audit_head_stays before delete or truncate on audit_head
      for each statement execute function refuse_audit_change()`)
  }

  override async down() {
    this.schema.dropTable('audit_head')
    this.schema.raw('drop trigger audit_log_only_grows on audit_log')
    this.schema.raw('drop function refuse_audit_change()')
  }
}
