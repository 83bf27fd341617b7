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
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ROOT } from '#tests/support/data_folder.js'
import { startNode, type Running } from '#tests/support/process.js'

/** Stands for npm: notes where it was called, and brings a Nuxt that notes what it was asked. */
const NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
appendFileSync(process.env.NOTES, 'npm ' + process.cwd().split(/[\\\\/]/).at(-1) + '\\n')
if (process.env.NPM_FAILS_IN && process.cwd().endsWith(process.env.NPM_FAILS_IN)) process.exit(7)
mkdirSync(join('node_modules', 'nuxt', 'bin'), { recursive: true })
writeFileSync(join('node_modules', 'nuxt', 'bin', 'nuxt.mjs'), process.env.NUXT)
`
const NUXT = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync(process.env.NOTES, 'nuxt ' + process.argv[2] + '\\n')
await new Promise((resolve) => setTimeout(resolve, Number(process.env.NUXT_MS ?? 0)))
mkdirSync('.nuxt', { recursive: true })
writeFileSync('.nuxt/eslint.config.mjs', '')
if (process.argv[2] === 'generate' && !process.env.NUXT_FAILS) {
  mkdirSync('.output/public', { recursive: true })
  writeFileSync('.output/public/200.html', '<title>panel</title>')
}
`
/** Stands for the server and for the tests: says that it runs, and ends when it is told. */
const TASK = `
import { existsSync } from 'node:fs'
console.log('task runs, panel ' + (existsSync('frontend/.output/complete') ? 'there' : 'not there'))
if (process.argv[1].endsWith('server.ts')) setInterval(() => {}, 1000)
`

class Checkout {
  readonly path = mkdtempSync(join(tmpdir(), 'aq-launcher-panel-'))
  readonly notes = join(this.path, 'notes')

  constructor() {
    mkdirSync(join(this.path, 'bin'))
    mkdirSync(join(this.path, 'frontend', 'app'), { recursive: true })
    for (const name of ['launch', 'launch.mjs']) {
      cpSync(join(ROOT, 'bin', name), join(this.path, 'bin', name), { recursive: true })
    }
    this.write('package.json', '{ "name": "fresh", "type": "module" }')
    this.write('package-lock.json', '{ "lockfileVersion": 3 }')
    this.write('frontend/package-lock.json', '{ "lockfileVersion": 3 }')
    this.write('frontend/app/app.vue', '<template>1</template>')
    this.write('npm-cli.cjs', NPM)
    this.write('bin/typescript.mjs', '')
    for (const name of ['server', 'check']) this.write(`bin/${name}.ts`, TASK)
  }

  write(path: string, text: string) {
    writeFileSync(join(this.path, path), text)
  }

  launch(task: string, env: NodeJS.ProcessEnv = {}): Running {
    const npm = join(this.path, 'npm-cli.cjs')
    const all = { ...process.env, npm_execpath: npm, NOTES: this.notes, NUXT, ...env }
    return startNode(['bin/launch.mjs', task], all, this.path)
  }

  get calls(): string[] {
    return existsSync(this.notes) ? readFileSync(this.notes, 'utf8').trim().split('\n') : []
  }

  get progress(): string | undefined {
    const path = join(this.path, '.runtime', 'panel.json')
    return existsSync(path) ? String(JSON.parse(readFileSync(path, 'utf8')).state) : undefined
  }

  get isBuilt(): boolean {
    return existsSync(join(this.path, 'frontend', '.output', 'complete'))
  }
}

test.group('the launcher and the panel', (group) => {
  let checkout: Checkout
  group.each.setup(() => {
    checkout = new Checkout()
    return () => rmSync(checkout.path, { recursive: true, force: true, maxRetries: 5 })
  })
  const until = async (isSo: () => boolean) => {
    for (let n = 0; n < 200 && !isSo(); n++) await sleep(50)
  }
  const end = (running: Running) => {
    running.child.kill('SIGTERM')
    return running.ended
  }

  test('the server starts at once, the panel is made beside it, once', async ({ assert }) => {
    const first = checkout.launch('start', { NUXT_MS: '800' })
    await first.says(/task runs, panel not there/)
    await until(() => checkout.progress === 'building')
    assert.equal(checkout.progress, 'building')
    await until(() => checkout.isBuilt)
    assert.isTrue(checkout.isBuilt)
    await end(first)
    const made = checkout.calls
    assert.deepEqual(made.slice(1), ['npm frontend', 'nuxt generate'])
    const second = checkout.launch('start')
    await second.says(/task runs, panel there/)
    await end(second)
    assert.deepEqual(checkout.calls, made)
    assert.isUndefined(checkout.progress)
  })

  test('it is built again when its sources changed', async ({ assert }) => {
    await checkout.launch('test').ended
    checkout.write('frontend/app/app.vue', '<template>2</template>')
    await checkout.launch('test').ended
    assert.equal(checkout.calls.filter((one) => one === 'nuxt generate').length, 2)
  })

  test('tests have it before they begin; types and lint only its packages', async ({ assert }) => {
    const types = await checkout.launch('typecheck').ended
    assert.include(types.stdout, 'panel not there')
    assert.deepEqual(checkout.calls.slice(1), ['npm frontend', 'nuxt prepare'])
    const tests = await checkout.launch('test').ended
    assert.include(tests.stdout, 'panel there')
  })

  test('without it everything else runs, and what failed is told: {name}')
    .with([
      { name: 'no network', env: { NPM_FAILS_IN: 'frontend' } },
      { name: 'a build that fails', env: { NUXT_FAILS: '1' } },
    ])
    .run(async ({ assert }, { env }) => {
      const running = checkout.launch('start', env as NodeJS.ProcessEnv)
      await running.says(/The panel could not be made/)
      await running.says(/task runs/)
      assert.equal(checkout.progress, 'failed')
      assert.isFalse(checkout.isBuilt)
      await end(running)
    })

  test('a build that is cut off with the server begins anew', async ({ assert }) => {
    const first = checkout.launch('start', { NUXT_MS: '20000' })
    await until(() => checkout.calls.includes('nuxt generate'))
    const ended = await end(first)
    assert.notEqual(ended.code, 0)
    assert.isFalse(checkout.isBuilt)
    const second = checkout.launch('start')
    await until(() => checkout.isBuilt)
    assert.isTrue(checkout.isBuilt)
    await end(second)
  })
})
