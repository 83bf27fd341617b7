import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import { LiveChild } from '#adapters/sandbox/live/live_child.js'
import { Watchdog } from '#adapters/sandbox/live/watchdog.js'
import { childrenOf, LIMITS, Stage, tick } from './stage.js'

const STAGE = fileURLToPath(new URL('stage.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url))
const NO_PROC = 'needs /proc to see processes'

async function until(isTrue: () => boolean, msMax: number): Promise<boolean> {
  for (const end = Date.now() + msMax; Date.now() < end; await sleep(20)) if (isTrue()) return true
  return isTrue()
}

test.group('Live plugin: the life of its process', (group) => {
  const stage = new Stage()
  group.each.timeout(60_000)
  group.teardown(() => stage.close())

  test('answers many events in their order, each at the moment of the event', async ({
    assert,
  }) => {
    const spec = await stage.agent(`console.log(name, Date.now(), new Date().toISOString())`)
    const { launched, lines } = await stage.start(spec)
    assert.isTrue(launched.ok)
    if (!launched.ok) return
    const asked = Array.from({ length: 100 }, (_, n) =>
      launched.value.ask(tick(`n${n}`, 1_000 * n))
    )
    const answers = await Promise.all(asked)
    assert.isTrue(answers.every((answer) => answer.ok))
    assert.equal(lines[7]?.text, 'n7 7000 1970-01-01T00:00:07.000Z')
    assert.deepEqual(
      lines.map(({ text }) => text.split(' ')[0]),
      Array.from({ length: 100 }, (_, n) => `n${n}`)
    )
    await launched.value.stop()
  })

  test('draws the same numbers after every start', async ({ assert }) => {
    const spec = await stage.agent(`console.log(Math.random())`)
    const drawn = []
    for (let run = 0; run < 2; run++) {
      const { launched, lines } = await stage.start(spec)
      if (!launched.ok) return assert.fail()
      await launched.value.ask(tick())
      await launched.value.stop()
      drawn.push(lines[0]?.text)
    }
    assert.isString(drawn[0])
    assert.equal(drawn[0], drawn[1])
  })

  test('tells the author where it threw, and goes on', async ({ assert }) => {
    const spec = await stage.agent(`if (name === 'bad') throw new Error('mine\\u001b[31m')`)
    const { launched } = await stage.start(spec)
    if (!launched.ok) return assert.fail()
    const answer = await launched.value.ask(tick('bad'))
    assert.deepEqual(answer, {
      ok: false,
      failure: {
        type: 'threw',
        message: 'mine [31m',
        stack: ['onTimer (src/index.ts:4:80)'],
        location: { file: 'src/index.ts', line: 4, column: 80 },
      },
    })
    assert.isTrue((await launched.value.ask(tick('good'))).ok)
    await launched.value.stop()
  })

  test('tells the author where loading failed', async ({ assert }) => {
    const { launched } = await stage.start(await stage.agent('', `throw new Error('at the top')`))
    if (launched.ok || launched.failure.type !== 'not_loadable') return assert.fail()
    assert.equal(launched.failure.message, 'at the top')
    assert.deepEqual(launched.failure.location, { file: 'src/index.ts', line: 2, column: 7 })
  })

  test('loads nothing that loops, is no code, or does not fit its hash', async ({ assert }) => {
    const outcome = async (code: string, change = {}) => {
      const { launched } = await stage.start({ ...stage.script(code), ...change })
      return launched.ok ? '' : launched.failure.type
    }
    assert.equal(await outcome('while (true) {}'), 'timed_out')
    assert.equal(await outcome('this is no code'), 'not_loadable')
    assert.equal(await outcome('var __plugin = {}'), 'not_loadable')
    assert.equal(await outcome(''), 'not_loadable')
    assert.equal(await outcome('[['.repeat(500_000)), 'not_loadable')
    const sha256 = '0'.repeat(64)
    const { launched } = await stage.start({ ...stage.script('var __plugin'), sha256 })
    if (launched.ok || launched.failure.type !== 'not_loadable') return assert.fail()
    assert.equal(launched.failure.message, 'the code of hostile does not fit its hash 000000000000')
  })

  test('takes no event that is too long and no more than its queue holds', async ({ assert }) => {
    const spec = await stage.agent('', '', { queueMax: 3, textBytesMax: 16_384 })
    const { launched } = await stage.start(spec)
    if (!launched.ok) return assert.fail()
    const plugin = launched.value
    assert.deepEqual(await plugin.ask(tick('ü'.repeat(8_192))), {
      ok: false,
      failure: { type: 'text_too_large', bytes: 16_431, bytesMax: 16_384 },
    })
    const answers = await Promise.all(Array.from({ length: 5 }, () => plugin.ask(tick())))
    assert.deepEqual(
      answers.map((answer) => (answer.ok ? 'ok' : answer.failure.type)),
      ['ok', 'ok', 'ok', 'queue_full', 'queue_full']
    )
    assert.isTrue((await plugin.ask(tick())).ok)
    await plugin.stop()
    assert.deepEqual(await plugin.ask(tick()), { ok: false, failure: { type: 'stopped' } })
  })

  test('answers what it was asked before it stops', async ({ assert }) => {
    const { launched, exits } = await stage.start(await stage.agent(''))
    if (!launched.ok) return assert.fail()
    const asked = Array.from({ length: 50 }, () => launched.value.ask(tick()))
    await launched.value.stop()
    assert.isTrue((await Promise.all(asked)).every((answer) => answer.ok))
    assert.deepEqual(
      exits.map(({ failure }) => failure),
      [null]
    )
  })

  test('lets through as many lines of log as it may write', async ({ assert }) => {
    const spec = await stage.agent(`for (let i = 0; i < 50; i++) console.log(i)`, '', {
      logPerMin: 20,
    })
    const started = await stage.start(spec)
    if (!started.launched.ok) return assert.fail()
    await started.launched.value.ask(tick())
    await started.launched.value.stop()
    assert.lengthOf(started.lines, 20)
    assert.equal(started.dropped, 30)
  })

  test('leaves its host without isolates', async ({ assert }) => {
    const { launched } = await stage.start(await stage.agent(''))
    if (!launched.ok) return assert.fail()
    const libraries = (maps: string) => /isolated[-_]vm/.test(readFileSync(maps, 'utf8'))
    assert.isTrue(libraries(`/proc/${launched.value.pid}/maps`))
    assert.isFalse(libraries('/proc/self/maps'))
    await launched.value.stop()
  }).skip(!existsSync('/proc'), NO_PROC)

  test('has a spare ready when its launcher keeps one, and only one', async ({ assert }) => {
    const launcher = new ChildPluginLauncher(await stage.code(), { keepsSpare: true })
    const before = childrenOf().length
    const spec = await stage.agent('')
    const { launched } = await stage.start(spec, launcher)
    assert.isTrue(launched.ok)
    assert.equal(childrenOf().length, before + 2)
    await sleep(400)
    const second = await stage.start(spec, launcher)
    assert.isTrue(second.launched.ok)
    assert.equal(childrenOf().length, before + 3)
    await launcher.close()
    assert.equal(childrenOf().length, before)
    assert.equal((await stage.start(spec, launcher)).launched.ok, false)
  })

  for (const [by, bare] of [
    ['the system', false],
    ['a guard', true],
  ] as const) {
    test(`ends with its host by ${by}, whatever it is busy with: {$self}`)
      .with(['while (true) {}', 'String(7n ** 90000000n)'])
      .run(async ({ assert }, body) => {
        const walls = `{ probe: async () => ({ prefix: [], found: [], needsGuard: true }) }`
        const program = `
          import { Stage, tick } from ${JSON.stringify(STAGE)}
          import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
          const stage = new Stage()
          const spec = await stage.agent(${JSON.stringify(body)}, '', { timeoutMs: 1000 })
          const launcher = new ChildPluginLauncher(await stage.code()${bare ? `, ${walls}` : ''})
          const { launched } = await stage.start(spec, launcher)
          console.log('pid ' + launched.value.pid)
          setTimeout(() => console.log('busy'), 300)
          await launched.value.ask(tick())`
        const flags = ['--import=./bin/typescript.mjs', '--input-type=module', '--eval', program]
        const host = spawn(process.execPath, flags, {
          cwd: ROOT,
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let said = ''
        host.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
        assert.isTrue(await until(() => said.includes('busy'), 20_000), said)
        const pid = /pid (\d+)/.exec(said)?.[1] as string
        assert.notEqual(stateOf(pid), 'Z')
        const killedAt = performance.now()
        host.kill('SIGKILL')
        assert.isTrue(await until(() => stateOf(pid) === 'Z', 5_000), 'it outlived its host')
        assert.isBelow(performance.now() - killedAt, 1_000)
      })
      .skip(!existsSync('/proc'), NO_PROC)
  }

  test('leaves nothing behind after 500 kills', async ({ assert }) => {
    const { childPath, readablePaths } = await stage.code()
    const start = { script: realpathSync(childPath), readablePaths, prefix: [] }
    const watchdog = new Watchdog()
    const files = () => readdirSync('/proc/self/fd').length
    const rounds = async (count: number, delayMs: number) => {
      for (let round = 0; round < count; round++) {
        const children = Array.from({ length: 10 }, () => new LiveChild(start, watchdog))
        await sleep(delayMs)
        for (const child of children) process.kill(child.pid, 'SIGKILL')
        await Promise.all(children.map((child) => child.gone))
      }
    }
    await rounds(1, 0)
    const filesBefore = files()
    const childrenBefore = childrenOf().length
    // Most are killed while Node starts, some when they are ready for a plugin.
    await rounds(47, 1)
    await rounds(3, 400)
    assert.equal(childrenOf().length, childrenBefore)
    assert.isAtMost(files(), filesBefore + 2)
    assert.isFalse(
      execFileSync('ps', ['-o', 'stat=,ppid=', '-A'], { encoding: 'utf8' })
        .split('\n')
        .some((line) => /^Z/.test(line.trim()) && line.trim().endsWith(` ${process.pid}`))
    )
  }).skip(!existsSync('/proc'), NO_PROC)

  test('costs the host next to nothing while it is idle', async ({ assert }) => {
    const { launched } = await stage.start(await stage.agent('', '', LIMITS))
    if (!launched.ok) return assert.fail()
    await sleep(1_500)
    const ticks = () => {
      const fields = readFileSync(`/proc/${launched.value.pid}/stat`, 'latin1').split(') ')[1]!
      return Number(fields.split(' ')[11]) + Number(fields.split(' ')[12])
    }
    const before = ticks()
    await sleep(1_000)
    assert.isAtMost(ticks() - before, 1)
    await launched.value.stop()
  }).skip(!existsSync('/proc'), NO_PROC)
})

function stateOf(pid: string): string {
  try {
    return /^\d+ \(.*\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return 'Z'
  }
}
