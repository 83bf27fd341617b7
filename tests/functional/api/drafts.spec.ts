import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, type ApiCaller, type ApiAnswer } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const ONE = '/accounts/paper'
const DRAFT = '/strategies/quick/draft'

test.group('drafts of parameters at the API', (group) => {
  const folder = new DataFolder()
  let person: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    const server = await startServer({
      ...folder.environment,
      AQ_FIRST_ACCOUNT: 'true',
      AQ_REPLAY_BAR_MS: '400',
    })
    person = await becomeOwner(server, { name: 'Olga', password: PASSWORD })
    await until(async () => (await person.get('/engine')).body.tradedBy !== null)
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  const until = async (isSo: () => Promise<boolean>) => {
    for (let n = 0; n < 300 && !(await isSo()); n++) await sleep(100)
  }
  const acting = (method: string, path: string, body: object, key = `key-${++keys}`) =>
    person.call(method, `${ONE}${path}`, body, { 'idempotency-key': key })
  const strategy = async () =>
    (await person.get(`${ONE}/strategies/quick`)).body.strategy as Record<string, unknown>
  const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body.code ?? '')}`

  test('a strategy is made once, whatever is sent twice', async ({ assert }) => {
    const wish = {
      plugin: 'momentum',
      name: 'quick',
      symbols: ['US.AAPL'],
      parameters: { fast: '2' },
    }
    const [first, second] = await Promise.all([
      acting('POST', '/strategies', wish, 'make'),
      acting('POST', '/strategies', wish, 'make'),
    ])
    assert.deepEqual([first.status, second.status], [201, 201], JSON.stringify(second.body))
    assert.deepEqual(first.body, second.body)
    const other = await acting('POST', '/strategies', { ...wish, name: 'other' }, 'make')
    assert.equal(codeOf(other), '409 refused')
    assert.equal(codeOf(await acting('POST', '/strategies', wish)), '409 refused')
    assert.equal((await person.call('POST', `${ONE}/strategies`, wish)).status, 400)
  })

  test('a draft is kept, told apart from what runs, and changes nothing by itself', async ({
    assert,
  }) => {
    const parameters = { fast: '3', slow: '8' }
    const saved = await person.call('PUT', `${ONE}${DRAFT}`, { parameters })
    assert.equal(saved.status, 200, JSON.stringify(saved.body))
    assert.deepEqual(saved.body.changes, [
      { name: 'fast', from: '2', to: '3' },
      { name: 'slow', from: '30', to: '8' },
    ])
    assert.include(saved.body.draft, { base: 1, by: 'Olga' })
    assert.include(await strategy(), { parametersVersion: 1 })
  })

  test('what the plugin would not take is said of the draft and refused when it is applied', async ({
    assert,
  }) => {
    const parameters = { fast: '0', speed: 'high' }
    const saved = await person.call('PUT', `${ONE}${DRAFT}`, { parameters })
    const faults = saved.body.faults as { name: string }[]
    assert.sameMembers(
      faults.map(({ name }) => name),
      ['fast', 'speed']
    )
    const applied = await acting('POST', `${DRAFT}/apply`, { reason: 'faster' })
    assert.equal(codeOf(applied), '409 refused')
    assert.match(String(applied.body.detail), /fast must be/)
    assert.include(await strategy(), { parametersVersion: 1 })
  })

  test('an applied draft is a new version; a strategy that runs begins anew with it', async ({
    assert,
  }) => {
    await acting('POST', '/strategies/quick/start', {})
    await until(async () => (await strategy()).state === 'running')
    const { starts } = await strategy()
    await person.call('PUT', `${ONE}${DRAFT}`, { parameters: { fast: '3', slow: '8' } })
    const applied = await acting('POST', `${DRAFT}/apply`, { reason: 'faster' })
    assert.equal(applied.status, 200, JSON.stringify(applied.body))
    await until(async () => {
      const now = await strategy()
      return now.state === 'running' && Number(now.starts) > Number(starts)
    })
    assert.deepInclude(await strategy(), {
      state: 'running',
      parametersVersion: 2,
      parameters: { fast: '3', slow: '8' },
    })
    const { draft, versions } = (await person.get(`${ONE}${DRAFT}`)).body as {
      draft: unknown
      versions: { version: number; by: string; reason: string }[]
    }
    assert.isNull(draft)
    assert.include(versions[0], { version: 2, by: 'Olga', reason: 'faster' })
    await acting('POST', '/strategies/quick/stop', {})
  })

  test('a draft is applied once, and can be thrown away', async ({ assert }) => {
    const save = (fast: string) => person.call('PUT', `${ONE}${DRAFT}`, { parameters: { fast } })
    await save('5')
    const first = await acting('POST', `${DRAFT}/apply`, { reason: 'mine' }, 'mine')
    // Sent again under its key, it is done once and answered alike, though its draft is gone.
    const again = await acting('POST', `${DRAFT}/apply`, { reason: 'mine' }, 'mine')
    assert.deepEqual([again.status, again.body], [200, first.body])
    assert.equal(codeOf(await acting('POST', `${DRAFT}/apply`, { reason: 'more' })), '409 refused')
    await save('6')
    const thrown = await person.call('DELETE', `${ONE}${DRAFT}`, {})
    assert.equal(thrown.status, 200)
    assert.isNull(thrown.body.draft)
    assert.equal((await person.call('DELETE', `${ONE}${DRAFT}`, {})).status, 404)
  })
})
