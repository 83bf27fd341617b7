import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvBarFiles } from '#adapters/market_data/csv/bar_csv.js'
import { BarFileRefused, type BarFileOptions, type BarFileSummary } from '#ports/bar_file.js'
import type { Bar } from '#kernel/market/bar.js'

/** Options of a test that says nothing else: daily bars, strict. */
export const DAILY: BarFileOptions = {
  timeframe: '1d',
  zone: null,
  stamp: 'start',
  needsVolume: true,
  skipsBadRows: false,
}

/** What reading a file gave: its bars, or the sentences with which it was refused. */
export interface ReadOutcome {
  readonly bars: Bar[]
  readonly summary: BarFileSummary | null
  readonly refusal: string[]
}

/** Reads a file as the import does. */
export async function readFile(path: string, options: Partial<BarFileOptions> = {}) {
  const bars: Bar[] = []
  try {
    const file = await csvBarFiles.open(path, { ...DAILY, ...options })
    const batches = file.batches()
    for (;;) {
      const step = await batches.next()
      if (step.done) return { bars, summary: step.value, refusal: [] } satisfies ReadOutcome
      const { count, startMs, open, high, low, close, volume } = step.value
      for (let index = 0; index < count; index++) {
        bars.push({
          startMs: startMs[index]!,
          open: open[index]!,
          high: high[index]!,
          low: low[index]!,
          close: close[index]!,
          volume: volume[index]!,
        })
      }
    }
  } catch (error) {
    if (!(error instanceof BarFileRefused)) throw error
    const refusal = error.message.split('\n').map((line) => line.replace(path, 'file'))
    return { bars: [], summary: null, refusal } satisfies ReadOutcome
  }
}

/** Writes `content` to a file of its own and reads it. */
export async function readText(
  content: string | Uint8Array,
  options: Partial<BarFileOptions> = {}
): Promise<ReadOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-csv-'))
  try {
    const path = join(folder, 'prices.csv')
    writeFileSync(path, content)
    return await readFile(path, options)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
