import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace, startServer } from '#tests/support/process.js'

/** Merges a stranger's JSON as carelessly as code can, at the end of a process, and tells what came of it. */
const WITNESS = `
process.on('exit', () => {
  const merge = (into, from) => {
    for (const key of Object.keys(from)) {
      if (typeof from[key] === 'object') merge((into[key] ??= {}), from[key])
      else into[key] = from[key]
    }
  }
  merge({}, JSON.parse('{"__proto__":{"polluted":"yes"}}'))
  require('node:fs').writeFileSync(process.env.AQ_TEST_WITNESS, String({}.polluted))
})`

test.group('careless merging in the host', (group) => {
  const folder = new DataFolder()
  group.tap((one) => one.timeout(60_000))
  group.teardown(() => folder.remove())

  function witnessed(name: string): { path: string; env: NodeJS.ProcessEnv } {
    const script = join(folder.path, 'witness.cjs')
    writeFileSync(script, WITNESS)
    const path = join(folder.path, name)
    const env = {
      ...folder.environment,
      NODE_OPTIONS: `--require=${script}`,
      AQ_TEST_WITNESS: path,
    }
    return { path, env }
  }

  test('reaches no prototype in an ace command', async ({ assert }) => {
    const { path, env } = witnessed('ace')
    const ended = await ace(['list'], env)
    assert.equal(ended.code, 0, ended.stderr)
    assert.equal(readFileSync(path, 'utf8'), 'undefined')
  })

  test('reaches no prototype in the server', async ({ assert }) => {
    const { path, env } = witnessed('server')
    const server = await startServer(env)
    process.kill(server.pid, 'SIGTERM')
    await server.ended
    assert.equal(readFileSync(path, 'utf8'), 'undefined')
  })
})
