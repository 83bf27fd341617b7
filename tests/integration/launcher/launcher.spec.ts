import { execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ROOT } from '#tests/support/data_folder.js'
import { Running, startNode, type Ended } from '#tests/support/process.js'

/** Stands for npm: notes each call, takes its time, and makes node_modules like the real one. */
const NPM = `
const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs')
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n')
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules')
if (process.env.NPM_FAILS) { console.error('no network'); process.exit(7) }
setTimeout(() => writeFileSync('node_modules/complete', ''), Number(process.env.NPM_MS ?? 0))
`
const ACE = `console.log('ran with', process.argv.slice(2).join(' ')); process.exitCode = 3`

/** A checkout with the real launcher, no dependencies, and a task that tells it was run. */
class Checkout {
  readonly path = mkdtempSync(join(tmpdir(), 'aq-launcher-'))
  readonly npm = join(this.path, 'npm-cli.js')

  constructor() {
    mkdirSync(join(this.path, 'bin'))
    for (const name of ['launch', 'launch.mjs']) {
      cpSync(join(ROOT, 'bin', name), join(this.path, 'bin', name), { recursive: true })
    }
    writeFileSync(join(this.path, 'package.json'), '{ "name": "fresh", "type": "commonjs" }')
    writeFileSync(join(this.path, 'package-lock.json'), '{ "lockfileVersion": 3 }')
    writeFileSync(join(this.path, 'ace.js'), ACE)
    writeFileSync(this.npm, NPM)
  }

  launch(task: string, env: NodeJS.ProcessEnv = {}): Running {
    return startNode(
      ['bin/launch.mjs', task, 'list', '--all'],
      { ...process.env, npm_execpath: this.npm, ...env },
      this.path
    )
  }

  get npmCalls(): number {
    const path = join(this.path, 'npm-calls')
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0
  }

  get isComplete(): boolean {
    return existsSync(join(this.path, 'node_modules', 'complete'))
  }
}

test.group('the launcher', (group) => {
  let checkout: Checkout
  group.each.setup(() => {
    checkout = new Checkout()
    return () => rmSync(checkout.path, { recursive: true, force: true, maxRetries: 5 })
  })

  const ran = { code: 3, stdout: 'ran with list --all\n' }

  test('installs once, runs the task with its arguments, and ends with its code', async ({
    assert,
  }) => {
    const first = await checkout.launch('ace').ended
    assert.containSubset(first, ran)
    assert.match(first.stderr, /Installing dependencies/)
    const second = await checkout.launch('ace').ended
    assert.containSubset(second, { ...ran, stderr: '' })
    assert.equal(checkout.npmCalls, 1)
  })

  test('installs again when the lock file has changed', async ({ assert }) => {
    await checkout.launch('ace').ended
    writeFileSync(join(checkout.path, 'package-lock.json'), '{ "lockfileVersion": 3, "new": 1 }')
    assert.containSubset(await checkout.launch('ace').ended, ran)
    assert.equal(checkout.npmCalls, 2)
  })

  test('two at once: one installs, the other waits for it', async ({ assert }) => {
    const one = checkout.launch('ace', { NPM_MS: '800' })
    await one.says(/Installing/)
    const two = checkout.launch('ace', { NPM_MS: '800' })
    const ends: Ended[] = await Promise.all([one.ended, two.ended])
    for (const end of ends) assert.containSubset(end, ran)
    assert.match(two.stderr, new RegExp(`process ${one.pid}\\) is setting up; waiting`))
    assert.equal(checkout.npmCalls, 1)
  })

  test('five at once on a fresh checkout install once', async ({ assert }) => {
    const ends = await Promise.all(
      Array.from({ length: 5 }, () => checkout.launch('ace', { NPM_MS: '300' }).ended)
    )
    for (const end of ends) assert.containSubset(end, ran)
    assert.equal(checkout.npmCalls, 1)
  })

  test('killed in the middle together with npm: the next start repairs', async ({ assert }) => {
    const killed = new Running(
      spawn(process.execPath, ['bin/launch.mjs', 'ace'], {
        cwd: checkout.path,
        env: { ...process.env, npm_execpath: checkout.npm, NPM_MS: '60000' },
        detached: true,
      })
    )
    while (checkout.npmCalls === 0) await sleep(20)
    process.kill(-killed.pid, 'SIGKILL')
    await killed.ended
    assert.isFalse(checkout.isComplete)
    assert.containSubset(await checkout.launch('ace').ended, ran)
    assert.isTrue(checkout.isComplete)
  })

  test('killed alone while its npm goes on: the next start waits for that npm', async ({
    assert,
  }) => {
    const killed = checkout.launch('ace', { NPM_MS: '1500' })
    while (checkout.npmCalls === 0) await sleep(20)
    process.kill(killed.pid, 'SIGKILL')
    const next = checkout.launch('ace')
    await next.says(/waiting/)
    assert.equal(checkout.npmCalls, 1)
    assert.containSubset(await next.ended, ran)
    assert.isTrue(checkout.isComplete)
  })

  test('a failed installation says what failed and what to do, and leaves no stamp', async ({
    assert,
  }) => {
    const failed = await checkout.launch('ace', { NPM_FAILS: '1' }).ended
    assert.equal(failed.code, 1)
    assert.match(failed.stderr, /Installing dependencies failed \(npm ci ended with 7\)/)
    assert.match(failed.stderr, /Check the network connection/)
    assert.containSubset(await checkout.launch('ace').ended, ran)
  })

  test('an unknown task is answered with the known ones', async ({ assert }) => {
    const { code, stderr } = await checkout.launch('strat').ended
    assert.equal(code, 2)
    assert.match(stderr, /no task "strat".*\n.*start, dev, ace/)
    assert.equal(checkout.npmCalls, 0)
  })

  const old = oldNode()
  if (old) {
    test(`ace under Node.js ${old.version} says in one sentence what to type`, ({ assert }) => {
      cpSync(join(ROOT, 'ace.js'), join(checkout.path, 'ace.js'))
      writeFileSync(join(checkout.path, 'package.json'), '{ "type": "module" }')
      const said = outputOf(old.path, ['ace.js', 'doctor'], checkout.path)
      assert.equal(
        said,
        `Node.js ${old.version} is older than 24: type "npm run ace -- doctor", which sets up what is missing.\n`
      )
    })
  }
})

/** A Node.js on the path that is too old for the product, when the machine has one. */
function oldNode(): { path: string; version: string } | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  for (const folder of folders) {
    const path = join(folder, 'node')
    if (!existsSync(path)) continue
    const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
    if (Number(version.split('.')[0]) < 24) return { path, version }
  }
  return null
}

function outputOf(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return String((error as { stderr: string }).stderr)
  }
}
