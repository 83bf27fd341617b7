import { finished } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import type { BarColumns } from '#kernel/market/bar.js'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { Result } from '#kernel/values/result.js'
import type {
  ActionImportReceipt,
  BarImport,
  BarImportReceipt,
  BarsDiffer,
  BarsOverlap,
  BarSeries,
  BarStore,
  StoredAction,
} from '#ports/bar_store.js'
import type { OpenDatabase } from '#ports/database.js'
import { selectActions, upsertActions } from './action_rows.js'
import { decodeCopy } from './copy_decoder.js'
import { importInTransaction } from './import_transaction.js'
import { selectInstrument, selectInstruments, updateInstrumentRow } from './instrument_rows.js'
import { selectOneSeries, selectSeries } from './series_rows.js'

/** What the repository needs of a database. */
export type BarDatabase = Pick<OpenDatabase, 'withClient' | 'transaction'>

/** Bars, instruments and corporate actions in PostgreSQL. */
export class BarRepository implements BarStore {
  constructor(private readonly database: BarDatabase) {}

  async importBars(
    request: BarImport,
    batches: AsyncIterable<BarColumns>
  ): Promise<Result<BarImportReceipt, BarsDiffer | BarsOverlap>> {
    try {
      return await this.database.transaction(async (client) => {
        const outcome = await importInTransaction(client, request, batches)
        if (!outcome.ok) throw new RolledBack(outcome)
        return outcome
      })
    } catch (error) {
      if (error instanceof RolledBack) return error.outcome
      throw error
    }
  }

  listSeries(): Promise<BarSeries[]> {
    return this.database.withClient((client) => selectSeries(client))
  }

  findSeries(symbol: string, timeframe: Timeframe): Promise<BarSeries | null> {
    return this.database.withClient((client) => selectOneSeries(client, symbol, timeframe))
  }

  readSeries<T>(
    symbol: string,
    timeframe: Timeframe,
    use: (series: BarSeries, batches: AsyncIterable<BarColumns>) => Promise<T>
  ): Promise<T | null> {
    return this.database.transaction(async (client) => {
      await client.query('set transaction isolation level repeatable read read only')
      const series = await selectOneSeries(client, symbol, timeframe)
      if (!series) return null
      const copy = client.query(
        copyTo(
          `copy (select ts, open, high, low, close, volume from bars
                  where series_id = ${Math.trunc(series.id)} order by ts) to stdout (format binary)`
        )
      )
      try {
        return await use(series, decodeCopy(copy.iterator({ destroyOnReturn: false })))
      } finally {
        // A copy that nobody reads would block the connection for ever, so what is left is drained.
        copy.resume()
        await finished(copy).catch(() => {})
      }
    })
  }

  removeSeries(symbol: string, timeframe: Timeframe): Promise<number | null> {
    return this.database.transaction(async (client) => {
      const series = await selectOneSeries(client, symbol, timeframe, true)
      if (!series) return null
      const { rowCount } = await client.query('delete from bars where series_id = $1', [series.id])
      await client.query('delete from bar_series where id = $1', [series.id])
      return rowCount
    })
  }

  listInstruments(): Promise<Instrument[]> {
    return this.database.withClient((client) => selectInstruments(client))
  }

  findInstrument(symbol: string): Promise<Instrument | null> {
    return this.database.withClient((client) => selectInstrument(client, symbol))
  }

  updateInstrument(instrument: Instrument): Promise<boolean> {
    return this.database.withClient((client) => updateInstrumentRow(client, instrument))
  }

  importActions(
    symbol: string,
    actions: readonly CorporateAction[],
    source: string
  ): Promise<ActionImportReceipt | null> {
    return this.database.transaction((client) => upsertActions(client, symbol, actions, source))
  }

  listActions(symbol: string | null): Promise<StoredAction[]> {
    return this.database.withClient((client) => selectActions(client, symbol))
  }
}

/** Carries an expected refusal out of the transaction, so that it is rolled back. */
class RolledBack extends Error {
  constructor(
    readonly outcome: { readonly ok: false; readonly failure: BarsDiffer | BarsOverlap }
  ) {
    super('the import was rolled back')
  }
}
