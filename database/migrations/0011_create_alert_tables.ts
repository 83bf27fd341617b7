import { BaseSchema } from '@adonisjs/lucid/schema'

/** Incidents that people must know of, and the mark by which rows of a journal belong to one trace. */
export default class extends BaseSchema {
  override async up() {
    this.schema.createTable('alerts', (table) => {
      table.bigIncrements('id')
      table.text('key').notNullable()
      // info | warning | critical
      table.text('severity').notNullable()
      table.text('title').notNullable()
      table.text('body').notNullable()
      table.text('account').nullable()
      table.text('subject').nullable()
      table.integer('times').notNullable()
      // Ends by itself when it has not been raised for so long; null for what must be resolved.
      table.double('quiet_ms').nullable()
      table.timestamp('first_at', { useTz: true }).notNullable()
      table.timestamp('last_at', { useTz: true }).notNullable()
      table.timestamp('acknowledged_at', { useTz: true }).nullable()
      table.text('acknowledged_by').nullable()
      table.timestamp('resolved_at', { useTz: true }).nullable()
      table.text('resolved_by').nullable()
      table.index(['key', 'id'])
    })
    // One incident of a key at a time.
    this.schema.raw('create unique index alerts_open on alerts (key) where resolved_at is null')

    this.schema.createTable('alert_events', (table) => {
      table.bigIncrements('id')
      table.bigInteger('alert').notNullable().references('id').inTable('alerts').onDelete('cascade')
      table.timestamp('at', { useTz: true }).notNullable()
      // raised | worsened | reopened | acknowledged | resolved
      table.text('type').notNullable()
      table.text('actor').notNullable()
      table.text('note').notNullable()
      table.index(['alert', 'id'])
    })
    this.schema.raw(RAISE_ALERT)
    this.schema.raw(TELL_PLUGIN_INCIDENT)
    this.schema.raw(`
      create trigger plugin_incidents_alert after insert on plugin_incidents
      for each row execute function tell_plugin_incident()`)

    // The row of the journal in which the order began that a row is about.
    this.schema.alterTable('journal', (table) => table.bigInteger('trace').nullable())
    this.schema.raw(`create index journal_traces on journal (account, trace, sequence)
      where trace is not null`)
    this.schema.alterTable('orders', (table) => table.bigInteger('trace').nullable())
    this.schema.raw('create index orders_traces on orders (account, trace) where trace is not null')
  }

  override async down() {
    this.schema.alterTable('orders', (table) => table.dropColumn('trace'))
    this.schema.alterTable('journal', (table) => table.dropColumn('trace'))
    this.schema.raw('drop trigger plugin_incidents_alert on plugin_incidents')
    this.schema.raw('drop function tell_plugin_incident()')
    this.schema.raw('drop function raise_alert')
    this.schema.dropTable('alert_events')
    this.schema.dropTable('alerts')
  }
}

/**
 * Adds to the open incident of a key, goes on with one that was over for less than ten minutes, or opens
 * one. What gets worse, and what comes back, wants to be acknowledged anew. Two at once are one incident.
 */
const RAISE_ALERT = `
  create function raise_alert(
    the_key text, the_severity text, the_title text, the_body text, the_account text,
    the_subject text, the_quiet_ms float8, the_times int, the_at timestamptz
  ) returns void language plpgsql as $$
  declare
    ranks constant text[] := array['info', 'warning', 'critical'];
    found_id bigint;
    was text;
    is_worse boolean;
    turn text;
  begin
    loop
      select id, severity into found_id, was from alerts
        where key = the_key and resolved_at is null for update;
      if found then
        is_worse := array_position(ranks, the_severity) > array_position(ranks, was);
        update alerts set title = the_title, body = the_body, times = times + the_times,
            last_at = greatest(last_at, the_at), quiet_ms = the_quiet_ms,
            severity = case when is_worse then the_severity else was end,
            acknowledged_at = case when is_worse then null else acknowledged_at end,
            acknowledged_by = case when is_worse then null else acknowledged_by end
          where id = found_id;
        if not is_worse then return; end if;
        turn := 'worsened';
      else
        begin
          update alerts set title = the_title, body = the_body, times = times + the_times,
              last_at = the_at, quiet_ms = the_quiet_ms, severity = the_severity,
              acknowledged_at = null, acknowledged_by = null,
              resolved_at = null, resolved_by = null
            where id = (select max(id) from alerts where key = the_key)
              and resolved_at > the_at - interval '10 minutes'
            returning id into found_id;
          if found then
            turn := 'reopened';
          else
            insert into alerts (key, severity, title, body, account, subject, times, quiet_ms,
                first_at, last_at)
              values (the_key, the_severity, the_title, the_body, the_account, the_subject,
                the_times, the_quiet_ms, the_at, the_at)
              returning id into found_id;
            turn := 'raised';
          end if;
        exception when unique_violation then
          continue;
        end;
      end if;
      -- What comes and goes all day is told so often at most.
      insert into alert_events (alert, at, type, actor, note)
        select found_id, the_at, turn, 'aq', the_body
          where (select count(*) from alert_events where alert = found_id) < 200;
      return;
    end loop;
  end $$`

/** What goes wrong with a plugin is an alert, whoever wrote it down, for a day. */
const TELL_PLUGIN_INCIDENT = `
  create function tell_plugin_incident() returns trigger language plpgsql as $$
  begin
    perform raise_alert(
      'plugin:' || new.environment || ':' || new.plugin_id || ':' || new.kind,
      case new.kind when 'violation' then 'critical' else 'warning' end,
      'plugin ' || new.plugin_id || case new.kind
        when 'killed' then ' was ended'
        when 'start_failed' then ' did not start'
        when 'violation' then ' tried what it may not'
        else ' failed' end,
      left(new.message, 2000), null, 'plugin:' || new.plugin_id, 86400000, 1, new.at);
    return null;
  end $$`
