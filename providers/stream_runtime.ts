/** What streams use, as one module: it is loaded by the server alone. */
import { randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresSessions } from '#adapters/identity/postgres_sessions.js'
import { PostgresQuotes } from '#adapters/quote_cache/postgres_quotes.js'
import { openTransmitLine, type StreamOpener } from '#adapters/stream/transmit_line.js'
import { RedisRelay, type RedisRelayPlace } from '#adapters/stream/redis_relay.js'
import { quoteView } from '#controllers/api/streams/views'
import { partView } from '#controllers/api/health/views'
import { fillView } from '#controllers/api/portfolio/views'
import {
  accountView,
  alertView,
  orderView,
  positionView,
  strategyView,
} from '#controllers/api/trading/views'
import { followQuotes } from '#engine/streams/quote_feed.js'
import { followRows } from '#engine/streams/follow_rows.js'
import { watchLogins } from '#engine/streams/login_watch.js'
import { relayedTo, sharedDesk } from '#engine/streams/shared_streams.js'
import { StreamHub, type StreamBody } from '#engine/streams/stream_hub.js'
import { TradingFeed } from '#engine/streams/trading_feed.js'
import type { HealthWatch } from '#engine/health/health_watch.js'
import type { IdentityPorts } from '#engine/identity/identity_ports.js'
import type { SettingsDesk } from '#engine/settings/settings_desk.js'
import type { OpenDatabase } from '#ports/database.js'
import type { PluginRecord } from '#ports/plugin_records.js'
import type { StreamLine } from '#ports/stream_line.js'
import type { TradingPorts } from './trading_runtime.js'

export { silentBody } from '#adapters/stream/transmit_line.js'

/** Rows that commands and other processes change are looked at so often while somebody hears of them. */
const ROWS_MS = 200
const SLOW_MS = 1_000
/** Open alerts that are followed. */
const ALERTS = 200

const STRATEGIES = /^accounts\/([^/]+)\/strategies$/

/** What streams are made of. */
export interface StreamSurroundings {
  readonly database: OpenDatabase
  readonly trading: TradingPorts
  readonly settings: SettingsDesk
  readonly identity: Pick<IdentityPorts, 'records' | 'audit'>
  readonly transmit: StreamOpener<HttpContext>
  /** Redis, where there is one: other hosts of the installation hear what happens here, and the other way round. */
  readonly redis: RedisRelayPlace | null
  health(): Promise<HealthWatch>
  /** Plugins that are installed. */
  installed(): Promise<readonly PluginRecord[]>
  info(sentence: string): void
  warn(sentence: string): void
}

/** Opens the hub and everything that feeds it. */
export function openStreams({
  database,
  trading,
  settings,
  installed,
  identity,
  health,
  transmit,
  redis,
  info,
  warn,
}: StreamSurroundings) {
  const clock = systemClock
  const hub = new StreamHub({ clock, info, warn, epoch: randomBytes(8).toString('hex') })
  const views = {
    account: accountView,
    order: orderView,
    position: positionView,
    fill: fillView,
  }
  const relay = redis === null ? null : RedisRelay.open(redis, relayedTo(hub))
  const shared = relay === null ? hub : sharedDesk(hub, relay)
  const accounts = () => trading.records.accounts()
  const feed = new TradingFeed(hub, { clock, views, shared, accounts })
  const ends = [
    watchLogins(hub, {
      clock,
      records: identity.records,
      sessions: new PostgresSessions(database),
    }),
    followQuotes(shared, { clock, market: trading.market, view: quoteView }),
    followAll(hub, { trading, settings, database, installed, identity, health }),
    () => feed.close(),
    () => relay?.close(),
  ]
  return {
    hub,
    /** Takes what the engine committed. */
    see: (batch: Parameters<TradingFeed['see']>[0]) => feed.see(batch),
    /** Answers a request with a stream. */
    openLine: (uid: string, ctx: HttpContext): StreamLine =>
      openTransmitLine(
        transmit,
        {
          uid,
          context: ctx,
          request: ctx.request.request,
          response: ctx.response.response,
          headers: ctx.response.getHeaders(),
        },
        (line) => hub.leave(uid, line)
      ),
    /** Tells every client that the server stops. */
    close() {
      for (const end of ends) end()
      hub.close()
    },
  }
}

/** What commands and other processes change as well: it is looked at while somebody hears of it. */
function followAll(
  hub: StreamHub,
  {
    trading,
    settings,
    database,
    installed,
    identity: { records, audit },
    health,
  }: Pick<
    StreamSurroundings,
    'trading' | 'settings' | 'database' | 'installed' | 'identity' | 'health'
  >
): () => void {
  const clock = systemClock
  const quotes = new PostgresQuotes(database)
  const ends = [
    followRows(hub, clock, {
      everyMs: ROWS_MS,
      matches: (channel) => STRATEGIES.test(channel),
      async read(channel) {
        const [, account = ''] = STRATEGIES.exec(channel) ?? []
        const rows = await trading.strategyRecords.list(account)
        return new Map(rows.map((row) => [row.name, strategyView(row)]))
      },
      tell: (items) => ({ items }),
    }),
    followRows(hub, clock, {
      everyMs: ROWS_MS,
      matches: (channel) => channel === 'alerts',
      async read() {
        const filter = { isOpen: true, account: null, limit: ALERTS }
        const rows = await trading.alertRecords.list(filter)
        return new Map(rows.map((row) => [String(row.id), alertView(row)]))
      },
      async gone(id) {
        const found = await trading.alertRecords.find(Number(id))
        return found === null ? null : alertView(found.row)
      },
      tell: (items) => ({ items }),
    }),
    followRows(hub, clock, {
      everyMs: ROWS_MS,
      matches: (channel) => channel === 'settings',
      // The number of the last change, in the memory of this process.
      read: async () => new Map([['settings', { revision: settings.revision }]]),
      tell: () => ({ refetch: true }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'engine',
      read: async () => new Map([['engine', await engineNow(trading)]]),
      tell: ([engine]) => ({ engine }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'plugins',
      read: async () => new Map((await installed()).map((row) => [row.id, { ...row }])),
      gone: async (id) => ({ id }),
      tell: () => ({ refetch: true }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'health',
      read: async () => new Map((await health()).parts().map((one) => [one.key, partView(one)])),
      gone: async (key) => ({ key, isGone: true }),
      tell: (items) => ({ items }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'audit',
      read: async () => new Map([['last', { sequence: await audit.last() }]]),
      tell: () => ({ refetch: true }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'users',
      // People and the tokens of all of them, for those who see both.
      async read() {
        const [users, tokens] = await Promise.all([records.users(), records.tokens()])
        return new Map([...users, ...tokens].map((one) => [one.id, { ...one }]))
      },
      gone: async (id) => ({ id }),
      tell: () => ({ refetch: true }),
    }),
    followRows(hub, clock, {
      everyMs: SLOW_MS,
      matches: (channel) => channel === 'quotes',
      async read() {
        // Those of this process come by themselves; these are of another one that has the feed.
        if (trading.market.status().instruments.length > 0) return new Map()
        return new Map((await quotes.find(null)).map((row) => [row.symbol, quoteView(row)]))
      },
      tell: (items) => ({ items }),
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}

async function engineNow({ records, live }: TradingPorts): Promise<StreamBody> {
  const [accounts, tradedBy, market] = await Promise.all([
    records.accounts(),
    records.tradedBy(),
    live.board.read(),
  ])
  return { tradedBy, accounts: accounts.map(accountView), market }
}
