import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomWalk } from './engine.js'
import type { Figure } from './figure.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SAMPLE_MS = 10

/** Commands as a person types them: start to end of the process, and the largest process of the tree. */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-bench-'))
  const env = { ...process.env, AQ_DATA_DIR: join(folder, 'storage'), DATABASE_URL: '' }
  try {
    const file = join(folder, 'bars.csv')
    writeFileSync(file, csvOf(1_000_000))
    await ace(['bars:import', file, '--symbol', 'US.BENCH', '--timeframe', '1m'], env)
    const backtest = [
      'backtest',
      join(ROOT, 'benchmarks/strategies/sma_cross'),
      '--symbols',
      'US.BENCH',
    ]
    backtest.push('--timeframe', '1m', '--commission', 'per-share:0.005:1', '--slippage', 'bps:1')
    await ace(backtest, env)
    const second = await best(3, () => ace(backtest, env))
    const list = await best(5, () => ace(['list'], env))
    return [
      {
        name: 'node ace backtest, 1,000,000 bars, second run',
        value: second.seconds,
        unit: 's',
        target: 2.5,
        isUpperBound: true,
      },
      {
        name: '  largest process',
        value: second.peakMb,
        unit: 'MB',
        target: 400,
        isUpperBound: true,
      },
      { name: 'node ace list', value: list.seconds, unit: 's', target: 0.6, isUpperBound: true },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The random walk of the engine's benchmark as a file that somebody would import. */
function csvOf(bars: number): string {
  const { startMs, open, high, low, close, volume } = randomWalk(bars, 42)
  const lines = ['time,open,high,low,close,volume']
  for (let k = 0; k < bars; k++) {
    const prices = [open, high, low, close].map((column) => column[k]?.toFixed(4)).join(',')
    lines.push(`${new Date(startMs[k] ?? 0).toISOString()},${prices},${volume[k]}`)
  }
  return `${lines.join('\n')}\n`
}

interface Measured {
  readonly seconds: number
  readonly peakMb: number
}

async function best(times: number, measure: () => Promise<Measured>): Promise<Measured> {
  let found = await measure()
  for (let k = 1; k < times; k++) {
    const next = await measure()
    if (next.seconds < found.seconds) found = next
  }
  return found
}

function ace(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, ['ace.js', ...words], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let peakMb = 0
    let errors = ''
    child.stderr.on('data', (piece: Buffer) => (errors += piece.toString('utf8')))
    const sampling = setInterval(() => {
      peakMb = Math.max(peakMb, residentMb(child.pid as number))
    }, SAMPLE_MS)
    child.on('exit', (code) => {
      clearInterval(sampling)
      const seconds = (performance.now() - started) / 1000
      if (code === 0) resolve({ seconds, peakMb })
      else {
        reject(new Error(`node ace ${words.join(' ')} ended with ${code}: ${errors.slice(-500)}`))
      }
    })
  })
}

/** Resident memory of a process; 0 where the system does not tell. */
function residentMb(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return (pages * 4096) / 1_048_576
  } catch {
    return 0
  }
}
