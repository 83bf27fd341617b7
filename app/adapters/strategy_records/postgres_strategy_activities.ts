import type { OpenDatabase } from '#ports/database.js'
import { epochMs, timestampOf } from '#ports/sql_time.js'
import {
  COUNTED_MAX,
  LINES_READ,
  type StrategyActivities,
  type StrategyActivity,
  type StrategyTurn,
  TURNS,
} from '#ports/strategy_activity.js'

/** Every part walks an index backwards and stops: nothing here grows with the years of an account. */
const ACTIVITY = `
  with closes as (
    select strategy, day, sum(realised + income - fees + value - basis)::text as profit
      from portfolio_day_positions
     where account = $1 and day >= coalesce(
       (select min(day) from (
          select day from portfolio_days where account = $1 order by day desc limit $3) as last),
       'infinity')
     group by strategy, day)
  select one.name as strategy,
         (select count(*) from (
            select created_at from orders where account = one.account and strategy = one.name
             order by sequence desc limit ${COUNTED_MAX}) as last
           where created_at >= ${timestampOf('$2')})::int as orders,
         log.errors, log."lastError", signal."lastSignal",
         coalesce((select jsonb_agg(jsonb_build_object('day', day::text, 'profit', profit) order by day)
            from closes where closes.strategy = one.name), '[]') as closes
    from strategies one
    left join lateral (
      select (count(*) filter (where at >= ${timestampOf('$2')}))::int as errors,
             (array_agg(jsonb_build_object('text', text, 'atMs', ${epochMs('at')})
                order by number desc))[1] as "lastError"
        from (select number, level, text, at from strategy_logs
               where account = one.account and name = one.name
               order by number desc limit ${LINES_READ}) as last
       where level = 'error') as log on true
    left join lateral (
      select jsonb_build_object('sequence', sequence, 'symbol', symbol, 'decision', decision,
               'reason', reason, 'atMs', ${epochMs('at')}) as "lastSignal"
        from signal_decisions
       where account = one.account and strategy = one.name and part = 0
       order by sequence desc limit 1) as signal on true
   where one.account = $1 order by one.name`

/** What strategies did lately, from PostgreSQL in one question. */
export class PostgresStrategyActivities implements StrategyActivities {
  constructor(private readonly database: OpenDatabase) {}

  read(
    account: string,
    { sinceMs, closes }: { readonly sinceMs: number; readonly closes: number }
  ): Promise<readonly StrategyActivity[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<StrategyActivity>(ACTIVITY, [account, sinceMs, closes])
      return rows
    })
  }

  turns(account: string, limit: number): Promise<readonly StrategyTurn[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<StrategyTurn>(
        `select name as strategy, event, ${epochMs('at')} as "atMs" from strategy_events
          where account = $1 and event = any($2) order by number desc limit $3`,
        [account, TURNS, limit]
      )
      return rows
    })
  }
}
