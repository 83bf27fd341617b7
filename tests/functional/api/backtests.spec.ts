import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, type ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer } from '#tests/support/process.js'
import { childrenOf, gone } from '#tests/support/process_tree.js'

const PASSWORD = 'correct horse battery'
type Job = Record<string, unknown> & { readonly id: string; readonly state: string }

test.group('backtests through the API', (group) => {
  const folder = new DataFolder()
  let person: ApiCaller
  let server: Awaited<ReturnType<typeof startServer>>
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    server = await startServer(folder.environment)
    person = await becomeOwner(server, { name: 'Olga', password: PASSWORD })
    return async () => {
      if (server.child.exitCode === null) process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  const WISH = {
    strategies: [{ plugin: 'momentum', parameters: { fast: '5', slow: '20' } }],
    symbols: ['US.AAPL'],
    from: '2016-01-04',
  }
  const ask = (body: object, key = `key-${++keys}`) =>
    person.call('POST', '/backtests', body, { 'idempotency-key': key })
  const asked = async (body: object, key?: string) => {
    const answer = await ask(body, key)
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
    return answer.body.job as Job
  }
  const jobOf = async (id: string) => (await person.get(`/backtests/jobs/${id}`)).body.job as Job
  const over = async (id: string) => {
    for (let n = 0; n < 400; n++) {
      const job = await jobOf(id)
      if (job.endedAt !== null) return job
      await sleep(100)
    }
    throw new Error(`${id} does not end`)
  }
  const runs = async () => (await person.get('/backtests')).body.items as { id: string }[]

  test('a backtest is asked for once, runs, is read, and goes', async ({ assert }) => {
    const first = await asked(WISH, 'same')
    assert.equal((await asked(WISH, 'same')).id, first.id)
    const done = await over(first.id)
    assert.deepInclude(done, { state: 'done', messages: [] })
    const id = String(done.runId)
    assert.deepEqual(
      (await runs()).map((one) => one.id),
      [id]
    )
    const { run } = (await person.get(`/backtests/${id}`)).body as { run: Record<string, unknown> }
    assert.match(String(run.orderListHash), /^[0-9a-f]{64}$/)
    assert.include(run, { tries: 1, spans: 1 })
    const { result } = (await person.get(`/backtests/${id}/result`)).body
    assert.isObject(result)
    const report = await person.get(`/backtests/${id}/report`)
    assert.match(String(report.body.text), /<!doctype html>/i)
    assert.match(String(report.headers.get('content-security-policy')), /^sandbox allow-scripts/)
    assert.equal((await person.call('DELETE', `/backtests/${id}`)).status, 200)
    assert.isEmpty(await runs())
    assert.equal((await person.get(`/backtests/${id}/report`)).status, 404)
  })

  test('the job gives the orders that the command gives', async ({ assert }) => {
    const { runId } = await over((await asked(WISH)).id)
    const shown = await person.get(`/backtests/${String(runId)}`)
    const words = ['backtest', 'momentum', '--symbols', 'US.AAPL', '--from', '2016-01-04', '--json']
    const said = await ace(
      [...words, '--param', 'fast=5', '--param', 'slow=20'],
      folder.environment
    )
    const { orderListHash } = JSON.parse(said.stdout) as { orderListHash: string }
    assert.equal((shown.body.run as Record<string, unknown>).orderListHash, orderListHash)
  })

  test('one runs, the others wait their turn; each can be cancelled; too many are refused', async ({
    assert,
  }) => {
    const before = (await runs()).length
    const jobs: Job[] = []
    for (let n = 0; n < 21; n++) jobs.push(await asked(WISH))
    const beyond = await ask(WISH)
    assert.equal(beyond.status, 429)
    const states = ((await person.get('/backtests/jobs')).body.items as Job[]).map(
      ({ state }) => state
    )
    assert.lengthOf(
      states.filter((state) => state === 'running'),
      1
    )
    for (const { id } of jobs.toReversed()) {
      const answer = await person.call('DELETE', `/backtests/jobs/${id}`, {})
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
    }
    for (const { id } of jobs) assert.equal((await over(id)).state, 'cancelled')
    assert.lengthOf(await runs(), before)
    assert.equal((await person.call('DELETE', `/backtests/jobs/${jobs[0]!.id}`, {})).status, 409)
  })

  test('what cannot be run is refused: {field}')
    .with([
      { field: 'commission', body: { commission: 'lots' } },
      { field: 'from', body: { from: '2016-02-30' } },
      { field: 'limits', body: { limits: { loss: { nonsense: 1 } } } },
      { field: 'strategies.0.plugin', body: { strategies: [{ plugin: '../../tmp/evil' }] } },
      { field: 'symbols.0', body: { symbols: ['AAPL'] } },
      { field: 'cash', body: { cash: '-5' } },
    ])
    .run(async ({ assert }, { field, body }) => {
      const answer = await ask({ ...WISH, ...body })
      assert.equal(answer.status, 422, JSON.stringify(answer.body))
      const fields = answer.body.fields as { field: string }[]
      assert.equal(fields[0]!.field, field)
    })

  test('a plugin that is not there, or parameters that cannot be, end the job with the reason', async ({
    assert,
  }) => {
    const unknown = await over((await asked({ ...WISH, strategies: [{ plugin: 'nobody' }] })).id)
    assert.equal(unknown.state, 'refused')
    assert.match(String(unknown.messages), /nobody/)
    const wrong = { plugin: 'momentum', parameters: { fast: 'x' } }
    const refused = await over((await asked({ ...WISH, strategies: [wrong] })).id)
    assert.equal(refused.state, 'refused')
    assert.match(String(refused.messages), /fast/)
  })

  test('a host that is killed leaves no half run and no process', async ({ assert }) => {
    const before = (await runs()).length
    const { id } = await asked(WISH)
    for (let n = 0; n < 100 && (await jobOf(id)).state !== 'running'; n++) await sleep(20)
    const jobs = childrenOf(server.pid).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('backtest:job')
    )
    assert.lengthOf(jobs, 1)
    process.kill(server.pid, 'SIGKILL')
    await server.ended
    assert.isEmpty(await gone(jobs, 10_000))
    server = await startServer(folder.environment)
    const said = await ace(['backtest:list', '--json'], folder.environment)
    assert.lengthOf((JSON.parse(said.stdout) as { runs: [] }).runs, before)
  })
})
