import { join } from 'node:path'
import {
  openMarketData,
  type MarketDataBench,
} from '../../integration/market_data/open_market_data.js'
import { ace } from '../../support/ace_lines.js'

/** Commands on a database that has daily bars of US.WAVE, which rises, falls and rises again. */
export interface WaveBench {
  readonly bench: MarketDataBench
  run(...words: string[]): ReturnType<typeof ace>
  /** With AQ_SAFE_MODE set. */
  runSafely(...words: string[]): ReturnType<typeof ace>
}

/** Opens it with so many days. */
export async function openWave(days: number): Promise<WaveBench> {
  const bench = await openMarketData()
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    DATABASE_URL: '',
    AQ_DATA_DIR: join(bench.folder, 'storage'),
  }
  const run = (...words: string[]) => ace(words, env)
  const runSafely = (...words: string[]) => ace(words, { ...env, AQ_SAFE_MODE: '1' })
  const file = bench.write('prices.csv', prices(days))
  await run('bars:import', file, '--symbol', 'US.WAVE', '--timeframe', '1d')
  return { bench, run, runSafely }
}

function prices(days: number): string {
  const lines = ['date,open,high,low,close,volume']
  for (let day = 0; day < days; day++) {
    const price = 100 + 10 * Math.sin(day / 6)
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
    lines.push(`${date},${price},${price + 1},${price - 1},${price + 0.5},1000`)
  }
  return `${lines.join('\n')}\n`
}
