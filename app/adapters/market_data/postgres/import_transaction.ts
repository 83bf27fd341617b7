import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  BarImport,
  BarImportReceipt,
  BarsDiffer,
  BarsOverlap,
  BarSeries,
} from '#ports/bar_store.js'
import { encodeCopy } from './copy_encoder.js'
import { findOverlap, type Span } from './find_overlap.js'
import { insertInstrument } from './instrument_rows.js'
import { selectOneSeries } from './series_rows.js'

const COLUMNS = '(series_id, ts, open, high, low, close, volume)'

interface Changes {
  readonly inserted: number
  readonly replaced: number
  readonly unchanged: number
  readonly kept: number
}

/**
 * Imports bars on a client that is inside a transaction; the caller commits, or rolls back on a failure.
 *
 * Bars that begin after everything stored are copied straight into the table; others go through a
 * temporary table, where they are compared with what is stored.
 */
export async function importInTransaction(
  client: ClientBase,
  request: BarImport,
  batches: AsyncIterable<BarColumns>
): Promise<Result<BarImportReceipt, BarsDiffer | BarsOverlap>> {
  await client.query(`set local lock_timeout = '10s'`)
  const createdInstrument = await insertInstrument(client, request.instrument, request.name)
  const series = await lockSeries(client, request)
  const span: Span = { firstMs: Number.NaN, lastMs: Number.NaN, count: 0 }
  const [first, all] = await peek(measure(batches, span))
  const isAppend = first === null || series.lastMs === null || first.startMs[0]! > series.lastMs
  const outcome = isAppend
    ? ok(await append(client, series.id, all, span))
    : await merge(client, series.id, request, all)
  if (!outcome.ok) return outcome
  const overlap = await findOverlap(client, series, span)
  if (overlap !== null) return err(overlap)
  await noteChange(client, series.id, request, outcome.value, span)
  const changed = await selectOneSeries(client, series.symbol, series.timeframe)
  return ok({ series: changed!, ...outcome.value, createdInstrument })
}

async function lockSeries(client: ClientBase, request: BarImport): Promise<BarSeries> {
  const { symbol } = request.instrument
  await client.query(
    `insert into bar_series (instrument_id, timeframe, source, licence, revision, row_count,
                             updated_at)
     select id, $2, coalesce($3, 'not stated'), coalesce($4, 'not stated'), 0, 0, now()
       from instruments where symbol = $1
     on conflict (instrument_id, timeframe) do nothing`,
    [symbol, request.timeframe, request.source, request.licence]
  )
  const series = await selectOneSeries(client, symbol, request.timeframe, true)
  if (!series) throw new Error(`the series ${symbol} ${request.timeframe} vanished while importing`)
  return series
}

async function append(
  client: ClientBase,
  seriesId: number,
  batches: AsyncIterable<BarColumns>,
  span: Span
): Promise<Changes> {
  await copyInto(client, 'bars', seriesId, batches)
  return { inserted: span.count, replaced: 0, unchanged: 0, kept: 0 }
}

async function merge(
  client: ClientBase,
  seriesId: number,
  request: BarImport,
  batches: AsyncIterable<BarColumns>
): Promise<Result<Changes, BarsDiffer>> {
  await client.query(
    `create temporary table incoming_bars on commit drop as
       select ${COLUMNS.slice(1, -1)} from bars with no data`
  )
  await copyInto(client, 'incoming_bars', seriesId, batches)
  await client.query('analyze incoming_bars')
  const { rows } = await client.query<{ total: string; same: string; differing: string }>(
    `select count(*)::text as total,
            count(*) filter (where b.ts is not null and not ${DIFFERS})::text as same,
            count(*) filter (where b.ts is not null and ${DIFFERS})::text as differing
       from incoming_bars n left join bars b on b.series_id = $1 and b.ts = n.ts`,
    [seriesId]
  )
  const [total, same, differing] = [rows[0]!.total, rows[0]!.same, rows[0]!.differing].map(
    Number
  ) as [number, number, number]
  if (differing > 0 && request.onConflict === 'fail') {
    return err({
      type: 'bars_differ',
      count: differing,
      ...(await firstDiffering(client, seriesId)),
    })
  }
  const isReplace = request.onConflict === 'replace'
  const hasNews = total > same + differing || (isReplace && differing > 0)
  if (hasNews) {
    await client.query(
      `insert into bars as b ${COLUMNS} select ${COLUMNS.slice(1, -1)} from incoming_bars n
     on conflict (series_id, ts) ${isReplace ? `do update set ${REPLACE} where ${CHANGES}` : 'do nothing'}`
    )
  }
  await client.query('drop table incoming_bars')
  return ok({
    inserted: total - same - differing,
    replaced: isReplace ? differing : 0,
    unchanged: same,
    kept: isReplace ? 0 : differing,
  })
}

const VALUES = ['open', 'high', 'low', 'close', 'volume'] as const
const DIFFERS = `(${VALUES.map((name) => `b.${name}`)}) is distinct from (${VALUES.map((name) => `n.${name}`)})`
const REPLACE = VALUES.map((name) => `${name} = excluded.${name}`).join(', ')
const CHANGES = `(${VALUES.map((name) => `b.${name}`)}) is distinct from (${VALUES.map((name) => `excluded.${name}`)})`

async function firstDiffering(
  client: ClientBase,
  seriesId: number
): Promise<{ stored: Bar; given: Bar }> {
  const start = 'extract(epoch from n.ts)::float8 * 1000 as "startMs"'
  const { rows } = await client.query<{ stored: Bar; given: Bar }>(
    `select (select to_json(x) from (select ${start}, b.open, b.high, b.low, b.close, b.volume) x) as stored,
            (select to_json(x) from (select ${start}, n.open, n.high, n.low, n.close, n.volume) x) as given
       from incoming_bars n join bars b on b.series_id = $1 and b.ts = n.ts
      where ${DIFFERS} order by n.ts limit 1`,
    [seriesId]
  )
  return rows[0]!
}

/** The revision grows only when a bar changed, so that importing the same file twice costs no cache. */
async function noteChange(
  client: ClientBase,
  seriesId: number,
  request: BarImport,
  changes: Changes,
  span: Span
): Promise<void> {
  await client.query(
    `update bar_series set source = coalesce($2, source), licence = coalesce($3, licence)
      where id = $1`,
    [seriesId, request.source, request.licence]
  )
  if (changes.inserted + changes.replaced === 0) return
  await client.query(
    `update bar_series
        set revision = revision + 1, row_count = row_count + $2, updated_at = clock_timestamp(),
            first_at = least(first_at, $3::timestamptz),
            last_at = greatest(last_at, $4::timestamptz)
      where id = $1`,
    [
      seriesId,
      changes.inserted,
      new Date(span.firstMs).toISOString(),
      new Date(span.lastMs).toISOString(),
    ]
  )
}

async function copyInto(
  client: ClientBase,
  table: 'bars' | 'incoming_bars',
  seriesId: number,
  batches: AsyncIterable<BarColumns>
): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} ${COLUMNS} from stdin (format binary)`))
  await pipeline(Readable.from(encodeCopy(seriesId, batches), { objectMode: true }), target)
}

async function* measure(
  batches: AsyncIterable<BarColumns>,
  span: Span
): AsyncGenerator<BarColumns, void, void> {
  for await (const batch of batches) {
    if (batch.count === 0) continue
    if (span.count === 0) span.firstMs = batch.startMs[0]!
    span.lastMs = batch.startMs[batch.count - 1]!
    span.count += batch.count
    yield batch
  }
}

/** The first batch, and an iterable that still has it. */
async function peek<T>(
  items: AsyncGenerator<T, void, void>
): Promise<[T | null, AsyncIterable<T>]> {
  const first = await items.next()
  async function* all() {
    if (!first.done) yield first.value
    yield* items
  }
  return [first.done ? null : first.value, all()]
}
