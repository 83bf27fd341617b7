/** Runs one check, or one group of test suites, as a child process and counts the outcome. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Check } from './list.js'

/** Tests that ended each way. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** Spec files that take longer than this are named after a run, in seconds. */
const SLOW_S = 15

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a tool; says its name and time, and what it printed when it failed. */
export async function runCheck(check: Check): Promise<Tally> {
  const [tool, ...args] = check.command
  const startedAt = performance.now()
  const { code, output } = await run([join('node_modules', tool), ...args], {
    folder: check.folder ?? '',
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const passed = code === 0
  console.log(`${passed ? '✔' : '✖'} ${check.name} (${seconds} s)`)
  if (!passed) console.log(output.trimEnd().replace(/^/gm, '    '))
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

/**
 * Runs test suites in one process. A process that ends without its counts is one failure. A live one
 * prints while it runs, another one when it has ended.
 */
export async function runSuites(
  suites: readonly string[],
  { isLive }: { isLive: boolean }
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-test-'))
  const summary = join(folder, 'summary.json')
  if (isLive) console.log(`\n${suites.join(', ')}`)
  try {
    const { code, output } = await run(
      ['--import=./bin/typescript.mjs', 'bin/test.ts', ...suites],
      {
        environment: { AQ_TEST_SUMMARY: summary },
        inherits: isLive,
      }
    )
    if (!isLive) console.log(`\n${suites.join(', ')}\n${output.trimEnd()}`)
    if (!existsSync(summary)) return { passed: 0, failed: 1, skipped: 0 }
    const counts = JSON.parse(readFileSync(summary, 'utf8'))
    tellSlow(counts.seconds)
    const failed = Number(counts.failed)
    return {
      passed: Number(counts.passed) + Number(counts.regression ?? 0),
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: Number(counts.skipped) + Number(counts.todo ?? 0),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tellSlow(seconds: Readonly<Record<string, number>>): void {
  const slow = Object.entries(seconds)
    .filter(([, took]) => took > SLOW_S)
    .sort(([, a], [, b]) => b - a)
  for (const [file, took] of slow) console.log(`${took.toFixed(0).padStart(5)} s  ${file}`)
}

function run(
  args: readonly string[],
  options: { folder?: string; environment?: Record<string, string>; inherits?: boolean } = {}
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: join(ROOT, options.folder ?? ''),
      env: { ...process.env, ...options.environment },
      stdio: options.inherits ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() })
    )
  })
}
