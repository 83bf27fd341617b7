import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const ONE = '/accounts/paper'

test.group('trading through the API', (group) => {
  const folder = new DataFolder()
  let address = ''
  let person: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    const server = await startServer({
      ...folder.environment,
      AQ_FIRST_ACCOUNT: 'true',
      AQ_REPLAY_BAR_MS: '400',
    })
    address = server.address
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
  const program = async (abilities: string[], strategies: string[] | null = null) => {
    const wish = { name: 'bot', abilities, strategies, days: 1 }
    const made = await person.call('POST', '/tokens', wish)
    return new ApiCaller(address, String(made.body.text))
  }
  const orderOf = async (id: string) =>
    (await person.get(`${ONE}/orders/${id}`)).body.order as Record<string, string>

  test('an order by hand is placed once, whatever is sent twice', async ({ assert }) => {
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '10', limitPrice: null }
    const first = await acting('POST', '/orders', order, 'same')
    assert.equal(first.status, 201, JSON.stringify(first.body))
    const second = await acting('POST', '/orders', order, 'same')
    assert.deepEqual(second.body, first.body)
    const [id] = first.body.orders as string[]
    await until(async () => (await orderOf(id!)).state === 'filled')
    assert.include(await orderOf(id!), { state: 'filled', filled: '10', strategy: 'manual' })
    const other = await acting('POST', '/orders', { ...order, quantity: '11' }, 'same')
    assert.equal(other.status, 409)
    const { items } = (await person.get(`${ONE}/positions`)).body as {
      items: Record<string, string>[]
    }
    assert.include(items[0], { symbol: 'US.AAPL', quantity: '10' })
  })

  test('a working order is changed and cancelled; pages of orders follow each other', async ({
    assert,
  }) => {
    const far = { symbol: 'US.AAPL', side: 'buy', quantity: '1', timeInForce: 'gtc' }
    const ids: string[] = []
    for (const limitPrice of ['1.01', '1.02', '1.03']) {
      const placed = await acting('POST', '/orders', { ...far, limitPrice })
      ids.push((placed.body.orders as string[])[0]!)
    }
    const [id] = ids
    await until(async () => (await orderOf(id!)).state === 'submitted')
    const changed = await acting('PATCH', `/orders/${id}`, { limitPrice: '1.5' })
    assert.equal(changed.status, 200, JSON.stringify(changed.body))
    await until(async () => (await orderOf(id!)).limitPrice === '1.5')
    const seen: string[] = []
    let after = ''
    for (let page = 0; page < 3; page++) {
      const { items, next } = (await person.get(`${ONE}/orders?open=true&limit=1${after}`))
        .body as { items: { id: string }[]; next: string | null }
      seen.push(...items.map((one) => one.id))
      after = `&after=${next}`
    }
    assert.deepEqual(seen, ids.toReversed())
    for (const one of ids) assert.equal((await acting('DELETE', `/orders/${one}`, {})).status, 200)
    await until(async () => (await orderOf(id!)).state === 'cancelled')
    const again = await acting('DELETE', `/orders/${id}`, {})
    assert.match(String(again.body.detail), /ended already/)
  })

  test('what cannot be is named: {name}')
    .with([
      { name: 'no key', body: {}, key: '', code: 'idempotency_key_needed', status: 400 },
      { name: 'quantity 0', body: { quantity: '0' }, key: 'a', code: 'invalid', status: 422 },
      { name: 'half a share', body: { quantity: '0.5' }, key: 'b', code: 'refused', status: 409 },
      {
        name: 'a number as text',
        body: { quantity: 'ten' },
        key: 'c',
        code: 'invalid',
        status: 422,
      },
      { name: 'a side', body: { side: 'hold' }, key: 'd', code: 'invalid', status: 422 },
      { name: 'a symbol', body: { symbol: 'AAPL' }, key: 'e', code: 'invalid', status: 422 },
      { name: 'unknown', body: { symbol: 'US.NONE' }, key: 'f', code: 'refused', status: 409 },
      { name: 'off tick', body: { limitPrice: '1.001' }, key: 'g', code: 'refused', status: 409 },
    ])
    .run(async ({ assert }, { body, key, code, status }) => {
      const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1.00', ...body }
      const answer = await acting('POST', '/orders', order, key)
      assert.deepEqual(
        [answer.status, answer.body.code],
        [status, code],
        JSON.stringify(answer.body)
      )
    })

  test('a halt stops new risk; it takes a fresh login to resume, and flatten closes', async ({
    assert,
  }) => {
    const bot = await program(['engine:halt', 'engine:read'])
    const halted = await bot.call(
      'POST',
      `${ONE}/halt`,
      { reason: 'odd' },
      { 'idempotency-key': 'h' }
    )
    assert.equal(halted.status, 200, JSON.stringify(halted.body))
    const resumed = await bot.call('POST', `${ONE}/resume`, {}, { 'idempotency-key': 'r' })
    assert.equal(resumed.status, 403)
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1' }
    assert.match(String((await acting('POST', '/orders', order)).body.detail), /halted/)
    assert.equal((await acting('POST', '/flatten', { reason: 'out' })).status, 200)
    await until(async () => {
      const { items } = (await person.get(`${ONE}/positions`)).body as { items: unknown[] }
      return items.length === 0
    })
    assert.equal((await acting('POST', '/resume', {})).status, 200)
  })

  test('a strategy is made, trades, is traced, and stops', async ({ assert }) => {
    const wish = {
      plugin: 'momentum',
      name: 'quick',
      symbols: ['US.AAPL'],
      parameters: { fast: '2', slow: '5' },
    }
    assert.equal((await acting('POST', '/strategies', wish)).status, 201)
    const started = await acting('POST', '/strategies/quick/start', {})
    assert.equal(started.status, 200, JSON.stringify(started.body))
    const orders = async () =>
      (await person.get(`${ONE}/orders?strategy=quick`)).body.items as { id: string }[]
    await until(async () => (await orders()).length > 0)
    assert.isNotEmpty(await orders())
    const traces = (await person.get(`${ONE}/traces?strategy=quick`)).body.items as { id: string }[]
    const trace = await person.get(`/traces/${traces[0]!.id}`)
    assert.equal(trace.status, 200)
    assert.equal((await acting('POST', '/strategies/quick/stop', {})).status, 200)
    const shown = await person.get(`${ONE}/strategies/quick`)
    assert.isArray(shown.body.events)
  })

  test('a token that is bound to a strategy touches that one alone', async ({ assert }) => {
    const bot = await program(['strategies:write', 'orders:write', 'risk:write'], ['quick'])
    const lead = (path: string, body: object = {}) =>
      bot.call('POST', `${ONE}${path}`, body, { 'idempotency-key': `b${++keys}` })
    assert.equal((await lead('/strategies/quick/start')).status, 200)
    assert.equal((await lead('/strategies/quick/stop')).status, 200)
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1' }
    assert.equal((await lead('/orders', order)).status, 403)
    const bias = await bot.call(
      'PUT',
      `${ONE}/risk/bias`,
      { bias: 1, reason: 'more' },
      { 'idempotency-key': 'bound' }
    )
    assert.equal(bias.status, 403)
    const other = { plugin: 'momentum', name: 'other', symbols: ['US.AAPL'] }
    assert.equal((await lead('/strategies', other)).status, 403)
  })

  test('limits tighten at once and loosen later; a bias is set; both are told', async ({
    assert,
  }) => {
    const tighter = { limits: { exposureFractionMax: 0.5 }, reason: 'smaller' }
    assert.equal((await acting('PATCH', '/risk/limits', tighter)).status, 200)
    const looser = { limits: { exposureFractionMax: 0.9 }, reason: 'larger' }
    assert.equal((await acting('PATCH', '/risk/limits', looser)).status, 200)
    const told = (await person.get(`${ONE}/risk/limits`)).body as Record<string, unknown>
    assert.equal((told.waiting as Record<string, unknown>).state, 'waiting')
    assert.equal((await acting('DELETE', '/risk/limits/waiting', {})).status, 200)
    const wrong = { limits: { nonsense: 1 }, reason: 'x' }
    assert.equal((await acting('PATCH', '/risk/limits', wrong)).status, 422)
    assert.equal((await acting('PUT', '/risk/bias', { bias: 0.5, reason: 'calm' })).status, 200)
    assert.equal((await person.get(`${ONE}/risk/bias`)).body.effective, 0.5)
    assert.equal((await acting('PUT', '/risk/bias', { bias: 2, reason: 'x' })).status, 422)
  })

  test('what is not there is not there, and who did what is written down', async ({ assert }) => {
    for (const path of [
      '/accounts/none',
      `${ONE}/orders/ord_paper_9999`,
      '/traces/x',
      '/alerts/0',
      '/x',
    ]) {
      assert.equal((await person.get(path)).status, 404, path)
    }
    const { entries } = (await person.get('/audit?subject=account:paper&limit=500')).body as {
      entries: { detail: { kind: string }; actor: string }[]
    }
    assert.includeMembers(
      entries.map((one) => one.detail.kind),
      ['place_order', 'cancel_order', 'halt', 'resume', 'flatten', 'change_limits', 'set_bias']
    )
    assert.isTrue(entries.every(({ actor }) => /^(?:user:usr|token:tok)_[0-9a-f]{16}$/.test(actor)))
    const verified = await ace(['audit:verify'], folder.environment)
    assert.equal(verified.code, 0, verified.stderr)
  })

  test('an account is opened on paper, trades what it is given, at the rate it is told', async ({
    assert,
  }) => {
    const wish = { name: 'second', cash: '50000.5', symbols: ['US.AAPL'] }
    const opened = await person.call('POST', '/accounts', wish)
    assert.equal(opened.status, 201, JSON.stringify(opened.body))
    assert.include(opened.body.account, { name: 'second', environment: 'paper', currency: 'USD' })
    const traded = async () => {
      const { accounts } = (await person.get('/engine')).body
      return (accounts as { name: string; cash: string }[]).find(({ name }) => name === 'second')
    }
    await until(async () => (await traded())?.cash === '50000.500000')
    assert.equal((await traded())?.cash, '50000.500000')

    const again = await person.call('POST', '/accounts', wish)
    assert.equal(again.status, 409)
    for (const [field, value] of [
      ['name', 'Second!'],
      ['cash', '-1'],
      ['currency', 'EUR'],
      ['symbols', ['AAPL']],
    ] as const) {
      const wrong = await person.call('POST', '/accounts', { ...wish, name: 'x', [field]: value })
      assert.equal(wrong.status, 422, field)
    }
    const unknown = await acting('POST', '/instruments', { symbols: ['US.NOBODY'] })
    assert.equal(unknown.status, 409)
    assert.include(String(unknown.body.detail), 'US.NOBODY is not known')
    const rate = await acting('PUT', '/rates/HKD', { rate: '0.128' })
    assert.equal(rate.status, 409)
    assert.include(String(rate.body.detail), 'HKD is no foreign currency here')
    const bound = await program(['account:write', 'account:read'], ['momentum'])
    assert.equal((await bound.call('POST', '/accounts', { ...wish, name: 'third' })).status, 403)

    const { entries } = (await person.get('/audit?action=account')).body as {
      entries: { action: string; subject: string }[]
    }
    assert.deepEqual(
      entries.map(({ action, subject }) => `${action} ${subject}`),
      ['account.opened account:second']
    )
  })
})
