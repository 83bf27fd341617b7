import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const ONE = '/accounts/paper'

type Use = Record<'field' | 'used' | 'inForce' | 'headroom' | 'about', string> & { part: number }

test.group('risk at the API', (group) => {
  const folder = new DataFolder()
  const environment = {
    ...folder.environment,
    AQ_FIRST_ACCOUNT: 'true',
    AQ_REPLAY_BAR_MS: '400',
  }
  let server: Awaited<ReturnType<typeof startServer>>
  let person: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    server = await startServer(environment)
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
  const acting = (method: string, path: string, body: object) =>
    person.call(method, `${ONE}${path}`, body, { 'idempotency-key': `key-${++keys}` })
  const useOf = async (field: string) => {
    const { uses } = (await person.get(`${ONE}/risk`)).body as { uses: Use[] }
    return uses.find((use) => use.field === field)!
  }

  test('what is used of a limit follows what is held and ordered', async ({ assert }) => {
    const before = await useOf('position.countMax')
    assert.equal(before.used, '0')
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '10' }
    assert.equal((await acting('POST', '/orders', order)).status, 201)
    await until(async () => (await useOf('position.countMax')).used === '1')
    const units = await useOf('position.quantityMax')
    assert.include(units, { used: '10', about: 'US.AAPL' })
    const standing = (await person.get(`${ONE}/risk`)).body
    assert.isString(standing.bindsFirst)
    assert.match(String(standing.exposure), /^\d+(?:\.\d+)?$/)
  })

  test('a limit that is tightened is nearer at once, with what is left in money', async ({
    assert,
  }) => {
    const tighter = { limits: { quantityMax: 40 }, reason: 'smaller' }
    assert.equal((await acting('PATCH', '/risk/limits', tighter)).status, 200)
    const units = await useOf('position.quantityMax')
    assert.include(units, { inForce: '40', part: 0.25 })
    assert.isAbove(Number(units.headroom), 0)
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '31' }
    const checked = (await acting('POST', '/orders/check', order)).body as {
      verdicts: { rule: string; decision: string }[]
    }
    const verdict = checked.verdicts.find(({ rule }) => rule === 'position_quantity')
    assert.equal(verdict?.decision, 'reduce')
    const { history } = (await person.get(`${ONE}/risk/limits`)).body as {
      history: { by: string; reason: string }[]
    }
    assert.include(history[0], { by: 'Olga', reason: 'smaller' })
  })

  test('halts are told with who did it and why, and so are their ends', async ({ assert }) => {
    await acting('POST', '/halt', { reason: 'something is odd' })
    await acting('POST', '/resume', { reason: 'it was nothing' })
    const { items } = (await person.get(`${ONE}/risk/modes`)).body as { items: object[] }
    assert.include(items[0], { mode: 'active', reason: 'it was nothing', by: 'Olga' })
    assert.include(items[1], { mode: 'halted', reason: 'something is odd', by: 'Olga' })
  })

  test('what cannot be a limit is named: {$self}')
    .with([
      { nonsense: 1 },
      { quantityMax: -1 },
      { quantityMax: '7' },
      { exposureFractionMax: 80 },
      { haltOnDailyLoss: 'yes' },
      {},
    ])
    .run(async ({ assert }, limits) => {
      const answer = await acting('PATCH', '/risk/limits', { limits, reason: 'x' })
      assert.equal(answer.status, 422, JSON.stringify(answer.body))
      assert.equal((answer.body.fields as { field: string }[])[0]!.field, 'body.limits')
    })

  test('a login that is old tightens limits, and loosens none', async ({ assert }) => {
    process.kill(server.pid, 'SIGTERM')
    await server.ended
    // Eleven minutes later, as far as the host can tell.
    const shift = 'const now=Date.now;Date.now=()=>now()+660_000'
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(shift)}`
    server = await startServer({ ...environment, NODE_OPTIONS })
    const later = new ApiCaller(server.address)
    for (const [name, value] of person.cookies) later.setCookie(name, value)
    await later.get('/session')
    await until(async () => (await later.get('/engine')).body.tradedBy !== null)
    const change = (limits: object) =>
      later.call(
        'PATCH',
        `${ONE}/risk/limits`,
        { limits, reason: 'later' },
        {
          'idempotency-key': `key-${++keys}`,
        }
      )
    const looser = await change({ quantityMax: 50 })
    assert.deepEqual([looser.status, looser.body.code], [403, 'fresh_login_needed'])
    const mixed = await change({ quantityMax: 30, countMax: null, leverageMax: 3 })
    assert.equal(mixed.body.code, 'fresh_login_needed')
    assert.equal((await change({ quantityMax: 30 })).status, 200)
    const fresh = await later.call('POST', '/session/fresh', { password: PASSWORD })
    assert.equal(fresh.status, 200, JSON.stringify(fresh.body))
    await later.get('/session')
    assert.equal((await change({ quantityMax: 50 })).status, 200)
  })
})
