import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { becomeOwner, ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const SCRIPT = 'document.title = "drawn"'
const REPORT = `<!doctype html><title>Run</title><script>${SCRIPT}</script>`

test.group('the pages', (group) => {
  const folder = new DataFolder()
  let address = ''
  let owner: ApiCaller
  const asOwner = (path: string) => fetch(`${address}${path}`, { headers: owner.credentials })
  group.setup(async () => {
    const server = await startServer(folder.environment)
    address = server.address
    owner = await becomeOwner(server, { name: 'Olga', password: 'correct horse battery' })
    const database = await folder.open()
    await database.transaction(async (client) => {
      await client.query(
        `insert into backtest_runs (id, status, started_at, engine_version, strategies, settings, data, metrics, seed, summary)
         values ('run_1', 'completed', '2024-03-01T10:00Z', '1', '[{"id":"<b>momentum</b>"}]', '{}', '{}', '{}', 1,
           '{"symbols":["US.AAPL"],"fromDate":"2013-05-13","toDate":"2018-05-11","totalReturn":0.1234}')`
      )
      await client.query(
        `insert into backtest_artifacts values ('run_1', 'report_html', 'gzip', $1)`,
        [gzipSync(REPORT)]
      )
    })
    await database.close()
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  test('what is stored: runs, with a link to the report, and escapes what others named', async ({
    assert,
  }) => {
    const home = await (await asOwner('/overview')).text()
    assert.include(home, 'href="/runs/run_1/report"')
    assert.include(home, '+12.34 %')
    assert.include(home, '&lt;b&gt;momentum')
    assert.notInclude(home, '<b>momentum')
    assert.notInclude(home, '<script')
  })

  test('a report may run the scripts it was stored with, and nothing else', async ({ assert }) => {
    const response = await asOwner('/runs/run_1/report')
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type') ?? '', /text\/html/)
    assert.equal(await response.text(), REPORT)
    const policy = response.headers.get('content-security-policy') ?? ''
    const hash = createHash('sha256').update(SCRIPT).digest('base64')
    assert.include(policy, `script-src 'sha256-${hash}';`)
    assert.include(policy, 'sandbox allow-scripts')
    assert.include(policy, "default-src 'none'")
  })

  test('who is not logged in is sent to the panel, and a token without the ability nowhere', async ({
    assert,
  }) => {
    const wish = { name: 'curious', abilities: ['orders:read'], strategies: null, days: 1 }
    const made = await owner.call('POST', '/tokens', wish)
    const program = new ApiCaller(address, String(made.body.text))
    for (const path of ['/overview', '/runs/run_1/report']) {
      const stranger = await fetch(`${address}${path}`, { redirect: 'manual' })
      assert.deepEqual([stranger.status, stranger.headers.get('location')], [302, '/'], path)
      const refused = await fetch(`${address}${path}`, { headers: program.credentials })
      assert.equal(refused.status, 403, path)
      assert.match(await refused.text(), /needs the ability backtests:read/)
      assert.equal((await asOwner(path)).headers.get('cache-control'), 'no-store')
    }
  })

  test('a run that does not exist is told plainly', async ({ assert }) => {
    const response = await asOwner(`/runs/${encodeURIComponent("run_' or 1=1")}/report`)
    assert.equal(response.status, 404)
    assert.match(await response.text(), /There is no run/)
  })
})
