import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { DataFolder, ROOT } from '#tests/support/data_folder.js'
import { ace, startNode } from '#tests/support/process.js'

/** Boots the application as a command does, runs the example agent through its host, and ends. */
const PROGRAM = `
import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
const root = new URL('file://${ROOT}/')
const importer = (path) => import(path.startsWith('.') ? new URL(path, root).href : path)
const ignitor = new Ignitor(root, { importer })
const app = ignitor.tap((app) => app.booting(() => import('#start/env'))).createApp('console')
await app.init()
await app.boot()
const host = await app.container.make('plugin_host')
const key = { id: 'calm_bias', environment: 'example' }
const say = (what, value) => console.log(what + ' ' + JSON.stringify(value))
say('rule', (await host.start({ ...key, kind: 'risk-rule' })).failure?.code)
say('started', (await host.start({ ...key, kind: 'agent' })).ok)
const atMs = 1700000000000
const account = { type: 'account', atMs, equity: 70, peakEquity: 100, drawdown: 0.3, dailyLoss: 0 }
const answer = await host.ask(key, account)
say('handed', answer.value.effects.handed.map(({ type, value }) => [type, value]))
say('status', host.status().map(({ state, version, takesEntries }) => [state, version, takesEntries]))
say('pid', host.status()[0].pid)
await app.terminate()
say('left', host.status())
`

test.group('the host of live plugins, as the application binds it', (group) => {
  const folder = new DataFolder()
  group.tap((one) => one.timeout(60_000))
  group.teardown(() => folder.remove())

  test('runs an installed agent, writes down that it did, and leaves no process', async ({
    assert,
  }) => {
    const plugin = join(folder.path, 'calm_bias')
    cpSync(join(ROOT, 'plugins/examples/volatility_bias'), plugin, { recursive: true })
    const manifest = join(plugin, 'aq-plugin.json')
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('"volatility_bias"', '"calm_bias"')
    )
    const install = ['plugin:install', plugin, '--yes', '--allow-unsigned']
    const installed = await ace(install, folder.environment)
    assert.equal(installed.code, 0, installed.stderr + installed.stdout)
    const flags = ['--import=./bin/typescript.mjs', '--input-type=module', '--eval', PROGRAM]
    const { stdout, stderr } = await startNode(flags, folder.environment).ended
    const said = (what: string): unknown =>
      JSON.parse(new RegExp(`^${what} (.*)$`, 'm').exec(stdout)?.[1] ?? `"${stderr}"`)
    assert.equal(said('rule'), 'kind_mismatch')
    assert.isTrue(said('started'))
    assert.deepEqual(said('handed'), [['risk_bias', 0.25]])
    assert.deepEqual(said('status'), [['running', '1.0.0', true]])
    assert.deepEqual(said('left'), [])
    assert.isFalse(existsSync(`/proc/${said('pid')}`))
    const audit = await ace(['audit:list', '--json'], folder.environment)
    for (const action of ['plugin.start_refused', 'plugin.started', 'plugin.stopped']) {
      assert.include(audit.stdout, action)
    }
  })
})
