import { execFileSync, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { failureText } from '#adapters/sandbox/failure_text.js'
import { IsolateSandbox } from '#adapters/sandbox/isolate_sandbox.js'
import type { BacktestJob } from '#ports/sandbox.js'
import { Arena, childrenRunning, strategySource } from './arena.js'

const ARENA = fileURLToPath(new URL('arena.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Process ids whose command line names a script. */
function running(script: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(script)
      } catch {
        return false
      }
    })
    .map(Number)
}

async function until(isTrue: () => boolean, msMax: number): Promise<boolean> {
  for (const end = Date.now() + msMax; Date.now() < end; await sleep(20)) if (isTrue()) return true
  return isTrue()
}

test.group('Sandbox: the life of its process', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  async function refused(change: (job: BacktestJob) => BacktestJob): Promise<string> {
    await arena.runBody('')
    const sandbox = new IsolateSandbox(await arena.code())
    const outcome = await sandbox.runBacktest(change(arena.lastJob()), { progress() {} })
    return outcome.ok ? '' : failureText(outcome.failure)
  }

  test('ends at once when the run is cancelled', async ({ assert }) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    const outcome = await arena.runBody('while (true) {}', { signal: controller.signal })
    assert.equal(outcome.sentence, 'the run was cancelled')
    assert.equal(outcome.childrenLeft, 0)
    assert.isBelow(outcome.elapsedMs, 2_000)
  })

  test('does not begin when the run was cancelled before', async ({ assert }) => {
    const outcome = await arena.runBody('', { signal: AbortSignal.abort() })
    assert.equal(outcome.sentence, 'the run was cancelled')
  })

  test('ends when its host is killed', async ({ assert }) => {
    const { childPath } = await arena.code()
    const before = running(childPath).length
    const program = `
      import { Arena } from ${JSON.stringify(ARENA)}
      const arena = new Arena()
      await arena.runBody('String(7n ** 90000000n)', { limits: { sliceTimeoutMs: 60000 } })`
    const flags = ['--import=./bin/typescript.mjs', '--input-type=module', '--eval', program]
    const host = spawn(process.execPath, flags, {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: arena.folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    assert.isTrue(
      await until(() => running(childPath).length > before, 20_000),
      'the child never ran'
    )
    await sleep(500)
    host.kill('SIGKILL')
    assert.isTrue(
      await until(() => running(childPath).length === before, 5_000),
      'the child outlived its host'
    )
  }).skip(!existsSync('/proc'), 'needs /proc to see processes')

  test('is told of when somebody else kills it', async ({ assert }) => {
    const { childPath } = await arena.code()
    const run = arena.runBody('while (true) {}', { limits: { sliceTimeoutMs: 20_000 } })
    await until(() => childrenRunning(childPath) === 1, 5_000)
    await sleep(300)
    for (const pid of running(childPath)) if (isOwn(pid)) process.kill(pid, 'SIGKILL')
    const outcome = await run
    assert.equal(outcome.sentence, 'the sandbox process died: it ended by signal SIGKILL')
  }).skip(!existsSync('/proc'), 'needs /proc to see processes')

  test('gets no environment but PATH and cannot read what it was not given', async ({ assert }) => {
    const honest = await arena.code()
    const childPath = join(arena.folder, 'curious.cjs')
    writeFileSync(
      childPath,
      `const tried = (what) => { try { return String(what()).slice(0, 20) } catch (e) { return e.code } }
      console.error([Object.keys(process.env), tried(() => require('fs').readFileSync('/etc/passwd')),
        tried(() => require('fs').readdirSync('/')), tried(() => require('fs').writeFileSync('/tmp/x', '')),
        tried(() => require('child_process').execSync('id')), tried(() => new (require('worker_threads').Worker)('1', { eval: true }))].join(' '))
      process.exit(1)`
    )
    process.env.AQ_TEST_SECRET = 'must not be seen'
    const outcome = await arena.runBody('', {
      code: { ...honest, childPath, readablePaths: [] },
    })
    delete process.env.AQ_TEST_SECRET
    const denied = Array(5).fill('ERR_ACCESS_DENIED').join(' ')
    assert.equal(
      outcome.sentence,
      `the sandbox process died: it ended with code 1: PATH,TZ ${denied}`
    )
  })

  test('runs when its script and its bars are reached through links', async ({ assert }) => {
    const link = `${arena.folder}-link`
    symlinkSync(arena.folder, link)
    const code = await arena.code()
    copyFileSync(code.childPath, join(arena.folder, 'child.js'))
    const linked = { ...code, childPath: join(link, 'child.js') }
    await arena.runBody('', { bars: 4 })
    const job = arena.lastJob()
    const bars = job.bars.map((range) => ({ ...range, path: join(link, basename(range.path)) }))
    const outcome = await new IsolateSandbox(linked).runBacktest(
      { ...job, bars },
      { progress() {} }
    )
    unlinkSync(link)
    assert.equal(outcome.ok ? '' : failureText(outcome.failure), '')
  })

  test('several runs at once do not disturb each other', async ({ assert }) => {
    const bodies = [
      `if (n === 5) context.buy('US.AAPL', { quantity: 1 })`,
      'while (true) {}',
      `throw new Error('mine')`,
    ]
    const [first, second, third] = await Promise.all(bodies.map((body) => arena.runBody(body)))
    assert.equal(first?.result?.claimed.orderCount, 1)
    assert.equal(second?.failure?.type, 'plugin_timed_out')
    assert.match(third?.sentence ?? '', /onBar threw .*: mine \(src\/index\.ts:4:\d+\)$/)
  })

  test('a run that takes too long in all is stopped, however busy it looks', async ({ assert }) => {
    const body = 'for (const end = n * 1e6; end > globalThis.spent; globalThis.spent++);'
    const source = `(globalThis as any).spent = 0;\n${strategySource(body)}`
    const outcome = await arena.run(source, { bars: 20_000, limits: { totalTimeoutMs: 2_000 } })
    assert.match(
      outcome.sentence,
      /^the run did not end within 2 s; it was stopped at 2014-03-0\d.* \(bar \d+ of 20000\)$/
    )
    assert.equal(outcome.childrenLeft, 0)
  })

  test('does not start for code that does not fit its hash', async ({ assert }) => {
    const sentence = await refused((job) => ({
      ...job,
      plugins: job.plugins.map((plugin) => ({ ...plugin, code: `${plugin.code} ` })),
    }))
    assert.match(
      sentence,
      /^the run cannot start: the code of hostile does not fit its hash [0-9a-f]{12}$/
    )
  })

  test('tells of a column file that is missing or damaged', async ({ assert }) => {
    const missing = await refused((job) => ({
      ...job,
      bars: [{ path: join(arena.folder, 'none.bin'), fromIndex: 0, toIndex: 400 }],
    }))
    assert.match(missing, /^the run cannot start: .*none\.bin/)
    const damaged = await refused((job) => {
      truncateSync(job.bars[0]!.path, 5_000)
      return job
    })
    assert.match(
      damaged,
      /^the run cannot start: the column file .* has 5000 bytes where 400 bars need 19456$/
    )
  })

  test('starts, runs four bars and ends in less than a second', async ({ assert }) => {
    const times: number[] = []
    for (let run = 0; run < 5; run++) times.push((await arena.runBody('', { bars: 4 })).elapsedMs)
    // About 130 ms on an idle machine, of which the start of Node takes 90; the rest allows for a busy one.
    assert.isBelow(Math.min(...times), 1_000)
  })
})

/** Whether a process is a child of this one. */
function isOwn(pid: number): boolean {
  const parent = execFileSync('cat', [`/proc/${pid}/stat`], { encoding: 'utf8' })
  return /^\d+ \(.*\) \S (\d+)/s.exec(parent)?.[1] === String(process.pid)
}
