import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace, startNode, startServer } from '#tests/support/process.js'

// Its manifest may be read: a version is compared with the lowest that is safe.
const ADDON = /isolated[-_]vm(?!\/package\.json$)/m

/** Writes down at the end of a process which libraries and modules it has loaded. */
const WITNESS = `
const fs = require('node:fs')
process.on('exit', () => {
  const all = [...process.report.getReport().sharedObjects, ...Object.keys(require('node:module')._cache)]
  fs.writeFileSync(process.env.AQ_TEST_WITNESS + '/' + process.pid, all.join('\\n'))
})`

test.group('the host process', (group) => {
  const folder = new DataFolder()
  group.tap((one) => one.timeout(60_000))
  group.teardown(() => folder.remove())

  /** Environment in which every process of ours says what it loaded; children of the sandbox do not get it. */
  function witnessed(name: string): { seen: string; env: NodeJS.ProcessEnv } {
    const seen = join(folder.path, name)
    mkdirSync(seen, { recursive: true })
    const script = join(folder.path, 'witness.cjs')
    writeFileSync(script, WITNESS)
    const env = {
      ...folder.environment,
      NODE_OPTIONS: `--require=${script}`,
      AQ_TEST_WITNESS: seen,
    }
    return { seen, env }
  }

  const loaded = (seen: string) =>
    readdirSync(seen).map((name) => readFileSync(join(seen, name), 'utf8'))

  test('would be seen to load it', async ({ assert }) => {
    const { seen, env } = witnessed('guilty')
    const ended = await startNode(['--no-node-snapshot', '-e', `require('isolated-vm')`], env).ended
    assert.equal(ended.code, 0, ended.stderr)
    assert.match(loaded(seen).join(), ADDON)
  })

  test('of an ace command never loads isolated-vm: {$self}')
    .with(['list', 'doctor', 'plugin:list', 'backtest momentum --symbols US.AAPL --timeframe 1d'])
    .run(async ({ assert }, command) => {
      const { seen, env } = witnessed(`ace ${command.split(' ')[0]}`)
      const ended = await ace(command.split(' '), env)
      const all = loaded(seen)
      assert.isNotEmpty(all, ended.stderr)
      for (const text of all) {
        assert.match(text, /node_modules/)
        assert.notMatch(text, ADDON)
      }
    })

  test('of the server never loads isolated-vm', async ({ assert }) => {
    const { seen, env } = witnessed('server')
    const server = await startServer(env)
    await fetch(server.address)
    process.kill(server.pid, 'SIGTERM')
    await server.ended
    const all = loaded(seen)
    assert.isNotEmpty(all)
    for (const text of all) assert.notMatch(text, ADDON)
  })
})
