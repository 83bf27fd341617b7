import type { AssetClass, Instrument } from '#kernel/instrument/instrument.js'
import { venueOf } from '#kernel/instrument/venue.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { isTimeframe, TIMEFRAMES, type Timeframe } from '#kernel/market/timeframe.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import {
  BarFileRefused,
  type BarFileProblem,
  type BarFileSummary,
  type OpenBarFile,
  type StampSide,
} from '#ports/bar_file.js'
import type { BarImportReceipt, BarsDiffer, BarsOverlap, ConflictPolicy } from '#ports/bar_store.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { didYouMean } from '../nearest.js'
import { newInstrumentTerms, symbolFault } from './instrument_terms.js'
import { SessionCheck, type SessionGap } from './session_check.js'

/** One file to import, as a person asked for it. */
export interface BarFileImport {
  readonly file: string
  readonly symbol: string
  readonly timeframe: string
  readonly zone: string | null
  readonly stamp: StampSide
  readonly needsVolume: boolean
  readonly skipsBadRows: boolean
  readonly onConflict: ConflictPolicy
  readonly source: string | null
  readonly licence: string | null
  readonly assetClass: AssetClass
  readonly lotSize: number | null
  /** Reads and checks the file, and stores nothing. */
  readonly isDryRun: boolean
  readonly onProgress?: (progress: ImportProgress) => void
}

/** How far an import is. */
export interface ImportProgress {
  readonly rows: number
  readonly bytesRead: number
  readonly bytesTotal: number
}

/** What was read from the file and what became of it; `receipt` is `null` for a dry run. */
export interface BarImportReport {
  readonly file: BarFileSummary
  readonly firstMs: number
  readonly lastMs: number
  /** Sessions between the file's first and last day without a bar in it, oldest first. */
  readonly gaps: readonly SessionGap[]
  /** Dates with bars on which the venue was closed, as day numbers. */
  readonly closedDays: readonly number[]
  readonly receipt: BarImportReceipt | null
}

/** Why nothing was imported. */
export type BarImportFailure =
  | { readonly type: 'option_invalid'; readonly option: string; readonly message: string }
  | {
      readonly type: 'file_refused'
      readonly file: string
      readonly problems: readonly BarFileProblem[]
    }
  | BarsDiffer
  | BarsOverlap

/** Imports one file of bars into a series; all of it, or nothing. Database failures are thrown. */
export async function importBarFile(
  ports: MarketDataPorts,
  request: BarFileImport
): Promise<Result<BarImportReport, BarImportFailure>> {
  const options = checkOptions(request)
  if (!options.ok) return options
  const { timeframe } = options.value
  try {
    const file = await ports.files.open(request.file, { ...request, timeframe })
    const venue = venueOf(request.symbol)
    const sessions = new SessionCheck({ venue, timeframe })
    const reading = new Reading(file, sessions, request.onProgress)
    if (request.isDryRun) {
      for await (const batch of reading.batches()) void batch
      return ok(reading.report(null))
    }
    const instrument = await termsFor(ports, request)
    if (typeof instrument === 'string') return invalid('--lot-size', instrument)
    const { source, licence, onConflict } = request
    const outcome = await ports.store.importBars(
      { instrument, name: null, timeframe, source, licence, onConflict },
      reading.batches()
    )
    return outcome.ok ? ok(reading.report(outcome.value)) : outcome
  } catch (error) {
    if (!(error instanceof BarFileRefused)) throw error
    return err({ type: 'file_refused', file: error.file, problems: error.problems })
  }
}

function invalid(option: string, message: string): { ok: false; failure: BarImportFailure } {
  return err({ type: 'option_invalid', option, message })
}

function checkOptions(request: BarFileImport): Result<{ timeframe: Timeframe }, BarImportFailure> {
  const { symbol, timeframe, zone, lotSize } = request
  const fault = symbolFault(symbol)
  if (fault !== null) return invalid('--symbol', `"${symbol}" is not a symbol; ${fault}`)
  if (!isTimeframe(timeframe)) {
    return invalid('--timeframe', `"${timeframe}" is not one of ${TIMEFRAMES.join(', ')}`)
  }
  if (zone !== null && !isZone(zone)) {
    const known = didYouMean(zone, Intl.supportedValuesOf('timeZone'))
    return invalid('--zone', `"${zone}" is not a time zone such as America/New_York${known}`)
  }
  if (lotSize !== null && !(lotSize > 0 && Number.isFinite(lotSize))) {
    return invalid('--lot-size', `${lotSize} is not above 0`)
  }
  return ok({ timeframe })
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) !== null
  } catch {
    return false
  }
}

/** The stored terms of a known instrument, or those of a new one; a sentence when they do not fit. */
async function termsFor(
  ports: MarketDataPorts,
  request: BarFileImport
): Promise<Instrument | string> {
  const known = await ports.store.findInstrument(request.symbol)
  if (known === null) return newInstrumentTerms(request.symbol, request)
  if (request.lotSize === null || request.lotSize === known.lotSize) return known
  return `${known.symbol} is stored with a lot of ${known.lotSize}; leave --lot-size out`
}

/** The batches of a file, counted as they pass. */
class Reading {
  #rows = 0
  #firstMs = Number.NaN
  #lastMs = Number.NaN
  #summary: BarFileSummary | null = null

  constructor(
    private readonly file: OpenBarFile,
    private readonly sessions: SessionCheck,
    private readonly onProgress?: (progress: ImportProgress) => void
  ) {}

  async *batches(): AsyncGenerator<BarColumns, void, void> {
    const batches = this.file.batches()
    try {
      for (;;) {
        const step = await batches.next()
        if (step.done) {
          this.#summary = step.value
          return
        }
        const batch = step.value
        if (this.#rows === 0) this.#firstMs = batch.startMs[0]!
        this.#rows += batch.count
        this.#lastMs = batch.startMs[batch.count - 1]!
        for (let row = 0; row < batch.count; row++) this.sessions.see(batch.startMs[row]!)
        const { bytesRead, bytesTotal } = this.file
        this.onProgress?.({ rows: this.#rows, bytesRead, bytesTotal })
        yield batch
      }
    } finally {
      await batches.return({} as BarFileSummary)
    }
  }

  report(receipt: BarImportReceipt | null): BarImportReport {
    if (this.#summary === null) throw new Error('the file was not read to its end')
    const { gaps, closedDays } = this.sessions
    const [firstMs, lastMs] = [this.#firstMs, this.#lastMs]
    return { file: this.#summary, firstMs, lastMs, gaps, closedDays, receipt }
  }
}
