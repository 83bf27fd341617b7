import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { midnightMs, sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import type { StrategyRow } from '#ports/strategy_records.js'
import type { CommandKind } from '#ports/command_inbox.js'
import { notFound, refused } from '#exceptions/api_problem'
import { logValidator, newStrategyValidator } from '#validators/trading'
import { bodyOf, queryOf } from '../asked.js'
import { accountOf, allowStrategy, askOnce, idempotencyKey, SOON_MS } from './account_request.js'
import { activityView, instant, strategyView } from './views.js'

const LINES = 100
/** Sessions whose results are drawn. */
const CLOSES = 30
/** Starts, stops and changes that are told. */
const TURNS = 50

/** Strategies of an account. */
export default class StrategiesController {
  async index(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { name } = await accountOf(ctx)
    return { items: (await ports.strategyRecords.list(name)).map(strategyView) }
  }

  /** What each did since the exchange's date began, and what it had earned at the last closes. */
  async activity(ctx: HttpContext) {
    const { ports, traceId } = await app.container.make('trading')
    const { name, currency } = await accountOf(ctx)
    const venue: Venue = currency === 'HKD' ? 'HK' : 'US'
    const sinceMs = midnightMs(venue, sessionDayOf(venue, ports.clock.nowMs()))
    const [rows, turns] = await Promise.all([
      ports.activities.read(name, { sinceMs, closes: CLOSES }),
      ports.activities.turns(name, TURNS),
    ])
    return {
      currency,
      since: instant(sinceMs),
      items: rows.map((row) => activityView(row, (trace) => traceId(name, trace))),
      turns: turns.map(({ atMs, ...turn }) => ({ ...turn, at: instant(atMs) })),
    }
  }

  /** One with what it last said of itself and what happened to it. */
  async show(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { row } = await this.#row(ctx)
    const [snapshot, events] = await Promise.all([
      ports.strategyRecords.snapshot(row),
      ports.strategyRecords.events(row, LINES),
    ])
    return {
      strategy: strategyView(row),
      snapshot: snapshot === null ? null : { state: snapshot.state, at: instant(snapshot.atMs) },
      events: events.map(({ atMs, ...event }) => ({ ...event, at: instant(atMs) })),
    }
  }

  async store(ctx: HttpContext) {
    const wish = await bodyOf(ctx, newStrategyValidator)
    const account = await accountOf(ctx)
    const { createStrategy, ports } = await app.container.make('trading')
    const { strategyRecords: records, store, clock, manifest } = ports
    const { plugin, name, symbols, timeframe, parameters = {} } = wish
    const key = `${ctx.caller!.actor}:${idempotencyKey(ctx)}`
    await allowStrategy(ctx, name ?? plugin)
    const before = await records.madeUnder(key)
    if (before !== null) return this.#again(ctx, before, account.name)
    const created = await createStrategy(
      {
        plugin,
        name,
        symbols,
        timeframe,
        parameters,
        environment: 'paper',
        actor: ctx.caller!.actor,
        key,
      },
      account,
      { records, store, clock, manifest }
    )
    if (!created.ok) {
      // The same request may have been faster on another connection.
      const made = await records.madeUnder(key)
      if (made !== null) return this.#again(ctx, made, account.name)
      throw refused(created.failure)
    }
    const { ports: identity } = await app.container.make('identity')
    await identity.audit.append({
      actor: ctx.caller!.actor,
      action: 'strategy.created',
      subject: `strategy:${account.name}/${created.value.name}`,
      detail: {
        plugin,
        symbols,
        timeframe: created.value.timeframe,
        parameters,
        from: ctx.caller!.from,
      },
    })
    const row = await records.find({ account: account.name, name: created.value.name })
    ctx.response.status(201)
    return { strategy: strategyView(row!) }
  }

  start = (ctx: HttpContext) => this.#lead(ctx, 'start_strategy')
  pause = (ctx: HttpContext) => this.#lead(ctx, 'pause_strategy')
  resume = (ctx: HttpContext) => this.#lead(ctx, 'resume_strategy')
  stop = (ctx: HttpContext) => this.#lead(ctx, 'stop_strategy')

  /** What it wrote, oldest first; `next` is the `after` of what comes later. */
  async logs(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const { after = 0, limit = LINES } = await queryOf(ctx, logValidator)
    const { row } = await this.#row(ctx)
    const lines = await ports.strategyRecords.lines(row, { after, limit })
    return {
      items: lines.map(({ atMs, ...line }) => ({ ...line, at: instant(atMs) })),
      next: lines.length === 0 ? null : String(lines.at(-1)!.number),
    }
  }

  /** What was sent twice under one key was made once; something else under it is refused. */
  async #again(ctx: HttpContext, made: StrategyRow, account: string) {
    const { plugin, name = plugin, symbols } = await bodyOf(ctx, newStrategyValidator)
    const isSame =
      made.account === account &&
      made.plugin === plugin &&
      made.name === name &&
      [...new Set(symbols)].join() === made.symbols.join()
    if (!isSame) throw refused('this key made another strategy already')
    ctx.response.status(201)
    return { strategy: strategyView(made) }
  }

  /** Answers once the engine has the wish; the strategy's state tells when it stands there. */
  async #lead(ctx: HttpContext, kind: CommandKind) {
    const { row, account } = await this.#row(ctx)
    await allowStrategy(ctx, row.name)
    const command = { kind, body: { strategy: row.name }, expiresInMs: SOON_MS }
    const outcome = await askOnce(ctx, account, command)
    const { ports } = await app.container.make('trading')
    const after = (await ports.strategyRecords.find(row)) ?? row
    return { ...outcome, strategy: strategyView(after) }
  }

  async #row(ctx: HttpContext) {
    const { ports } = await app.container.make('trading')
    const account = await accountOf(ctx)
    const name = String(ctx.params.name)
    const row = await ports.strategyRecords.find({ account: account.name, name })
    if (row === null) throw notFound('such strategy')
    return { account, row }
  }
}
