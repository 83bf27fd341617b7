/**
 * How time series are stored on each tier. The tables are the same everywhere; only this differs,
 * so a database can move between tiers. Every statement may be repeated.
 */
import type { ClientBase } from 'pg'
import type { DatabaseTier } from '../../ports/database.js'

/** Bars of about a year of daily or a month of minute data share a chunk. */
const BARS_CHUNK = '90 days'

/** Applies the tier's storage to the tables; answers what was changed, in words. */
export async function applyStoragePolicy(
  client: ClientBase,
  tier: DatabaseTier
): Promise<string[]> {
  if (tier === 'plain') return []
  const done: string[] = []
  if (!(await isHypertable(client))) {
    await client.query(
      `select create_hypertable('bars', by_range('ts', interval '${BARS_CHUNK}'), if_not_exists => true, migrate_data => true)`
    )
    done.push(`bars became a hypertable with chunks of ${BARS_CHUNK}`)
  }
  if (tier === 'tsdb-community') done.push(...(await compressOldBars(client)))
  return done
}

async function isHypertable(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from timescaledb_information.hypertables where hypertable_schema = current_schema() and hypertable_name = 'bars'`
  )
  return rowCount === 1
}

async function compressOldBars(client: ClientBase): Promise<string[]> {
  const { rowCount } = await client.query(
    `select 1 from timescaledb_information.jobs where hypertable_name = 'bars' and proc_name in ('policy_compression', 'policy_columnstore')`
  )
  if (rowCount !== 0) return []
  await client.query(
    `alter table bars set (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'ts')`
  )
  await client.query(
    `select add_compression_policy('bars', interval '1 year', if_not_exists => true)`
  )
  return ['bars older than a year are compressed by column']
}
