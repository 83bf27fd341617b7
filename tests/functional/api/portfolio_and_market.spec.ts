import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const ONE = '/accounts/paper'
type Row = Record<string, unknown>

test.group('portfolio, prices and health through the API', (group) => {
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
    for (const side of ['buy', 'buy', 'sell']) {
      const quantity = side === 'buy' ? '5' : '10'
      await acting('POST', '/orders', { symbol: 'US.AAPL', side, quantity })
      await until(async () => (await listed(`${ONE}/orders?open=true`)).length === 0)
    }
    await acting('POST', '/orders', { symbol: 'US.AAPL', side: 'buy', quantity: '3' })
    await until(async () => (await listed(`${ONE}/positions`)).length === 1)
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  const until = async (isSo: () => Promise<boolean>) => {
    for (let n = 0; n < 300 && !(await isSo()); n++) await sleep(100)
  }
  const acting = (method: string, path: string, body: object = {}) =>
    person.call(method, `${ONE}${path}`, body, { 'idempotency-key': `key-${++keys}` })
  const read = async (path: string) => {
    const { status, body } = await person.get(path)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  const listed = async (path: string) => (await read(path)).items as Row[]

  test('the portfolio adds up, in texts', async ({ assert }) => {
    const { cash, equity, exposure, positions } = await read(`${ONE}/portfolio`)
    const [held] = positions as Record<string, string>[]
    assert.include(held, { symbol: 'US.AAPL', quantity: '3', strategy: 'manual' })
    assert.match(held!.openedAt!, /^\d{4}-.*Z$/)
    assert.match(held!.today!, /^-?\d+(\.\d+)?$/)
    assert.closeTo(Number(cash) + Number(held!.value), Number(equity), 0.000_001)
    assert.equal((exposure as Row).gross, held!.value)
  })

  test('profit and loss is that of the account and of who traded', async ({ assert }) => {
    const { results, days } = await read(`${ONE}/pnl?days=5`)
    const [whole, manual, ...others] = results as Record<string, unknown>[]
    assert.isEmpty(others)
    assert.deepInclude(whole!, { strategy: null, trades: 1 })
    assert.equal(manual!.profit, whole!.profit)
    assert.isArray(days)
    assert.lengthOf((await read(`${ONE}/pnl?strategy=manual`)).results as [], 1)
    assert.equal((await person.get(`${ONE}/pnl?strategy=nobody`)).status, 404)
  })

  test('cash, executions and trades come in pages, newest first', async ({ assert }) => {
    for (const [list, count] of [
      ['fills', 4],
      ['trades', 1],
      ['transactions', 5],
    ] as const) {
      const all = (await listed(`${ONE}/${list}?limit=500`)).map((one) => Number(one.sequence))
      assert.isAtLeast(all.length, count, list)
      assert.deepEqual(
        all,
        all.toSorted((a, b) => b - a)
      )
      const seen: number[] = []
      let after: string | null = ''
      while (after !== null) {
        const page = await read(`${ONE}/${list}?limit=2${after === '' ? '' : `&after=${after}`}`)
        seen.push(...(page.items as Row[]).map((one) => Number(one.sequence)))
        after = page.next as string | null
      }
      assert.deepEqual(seen, all, list)
    }
    const [trade] = (await listed(`${ONE}/trades?symbol=US.AAPL&strategy=manual`)) as Row[]
    assert.deepInclude(trade!, { side: 'long', quantity: '10' })
    const types = new Set((await listed(`${ONE}/transactions?type=trade`)).map(({ type }) => type))
    assert.deepEqual([...types], ['trade'])
    assert.isEmpty(await listed(`${ONE}/fills?symbol=US.MSFT`))
    assert.isEmpty(await listed(`${ONE}/transactions?since=2999-01-01`))
    assert.equal((await person.get(`${ONE}/transactions?since=2026-13-45`)).status, 422)
    assert.equal((await person.get(`${ONE}/transactions?type=gift`)).status, 422)
  })

  test('lists are files as well: whole, in UTC, with decimals as they are stored', async ({
    assert,
  }) => {
    for (const [list, first] of [
      ['orders', 'order,created_at_utc,strategy,symbol'],
      ['positions', 'symbol,strategy,quantity'],
      ['fills', 'number,at_utc,order'],
      ['trades', 'number,strategy,symbol'],
      ['transactions', 'number,at_utc,type'],
      ['traces', 'trace,at_utc,strategy'],
    ] as const) {
      const { status, body, headers } = await person.get(`${ONE}/${list}.csv`)
      const lines = String(body.text).trimEnd().split('\r\n')
      assert.equal(status, 200, list)
      assert.isTrue(lines[0]!.startsWith(first), lines[0])
      assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
      assert.equal(headers.get('content-disposition'), `attachment; filename="paper-${list}.csv"`)
      const all = await listed(`${ONE}/${list}${list === 'positions' ? '' : '?limit=500'}`)
      assert.lengthOf(lines.slice(1), all.length, list)
    }
    const { body } = await person.get(`${ONE}/fills.csv?symbol=US.MSFT`)
    assert.notInclude(String(body.text).trimEnd(), '\n')
    assert.equal((await person.get(`${ONE}/orders.csv?state=lost`)).status, 422)
  })

  test('orders are found by their state, executions by their order, an order tells its trace', async ({
    assert,
  }) => {
    const filled = await listed(`${ONE}/orders?state=filled&limit=500`)
    assert.lengthOf(filled, 4)
    assert.isEmpty(await listed(`${ONE}/orders?state=denied`))
    const [order] = filled
    const [fill, ...others] = await listed(`${ONE}/fills?order=${String(order!.id)}`)
    assert.isEmpty(others)
    assert.equal(fill!.order, order!.id)
    const { trace } = await read(`${ONE}/orders/${String(order!.id)}`)
    const { orders } = (await read(`/traces/${String(trace)}`)).trace as { orders: Row[] }
    assert.isTrue(orders.some(({ id }) => id === order!.id))
  })

  test('traces and comparisons come in pages', async ({ assert }) => {
    await acting('POST', '/reconciliations')
    await acting('POST', '/reconciliations')
    for (const list of ['traces', 'reconciliations', 'traces?symbol=US.AAPL&strategy=manual']) {
      const more = list.includes('?') ? '&' : '?'
      const all = await listed(`${ONE}/${list}${more}limit=500`)
      assert.isAtLeast(all.length, 2, list)
      const seen: unknown[] = []
      for (let after: string | null = ''; after !== null;) {
        const from = after === '' ? '' : `&after=${after}`
        const page = await read(`${ONE}/${list}${more}limit=1${from}`)
        seen.push(...(page.items as Row[]).map(({ id }) => id))
        after = page.next as string | null
      }
      assert.deepEqual(
        seen.slice(0, all.length),
        all.map(({ id }) => id),
        list
      )
    }
    assert.isEmpty(await listed(`${ONE}/traces?symbol=US.MSFT`))
    assert.isEmpty(await listed(`${ONE}/traces?denied=true`))
  })

  test('what has not changed is not sent again', async ({ assert }) => {
    const first = await person.get(`${ONE}/pnl?days=5`)
    const tag = first.headers.get('etag')!
    const again = await person.call('GET', `${ONE}/pnl?days=5`, undefined, {
      'if-none-match': tag,
    })
    // Prices come meanwhile: it is either as it was, or under another tag.
    if (again.status === 304) assert.equal(again.headers.get('etag'), tag)
    else assert.notEqual(again.headers.get('etag'), tag)
    const other = await person.call('GET', `${ONE}/portfolio`, undefined, {
      'if-none-match': '"paper-1-1"',
    })
    assert.equal(other.status, 200)
  })

  test('the books are compared when asked', async ({ assert }) => {
    const compared = await acting('POST', '/reconciliations')
    assert.equal(compared.status, 200, JSON.stringify(compared.body))
    assert.equal(compared.body.outcome, 'agrees')
    const [last] = await listed(`${ONE}/reconciliations`)
    assert.deepInclude(last!, { outcome: 'agrees', found: 0 })
    assert.isEmpty(await listed(`${ONE}/discrepancies?all=true`))
    const decided = await acting('POST', '/discrepancies/1/decide', { decision: 'dismiss' })
    assert.equal(decided.status, 404)
  })

  test('a part of a position is closed', async ({ assert }) => {
    const wish = { symbol: 'US.AAPL', strategy: 'manual', fraction: 0.34 }
    const { status, body } = await acting('POST', '/reduce', wish)
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.quantity, 1)
    await until(async () => (await listed(`${ONE}/positions`))[0]?.quantity === '2')
    assert.equal((await acting('POST', '/reduce', { ...wish, fraction: 1 })).status, 422)
    assert.equal((await acting('POST', '/reduce', { ...wish, fraction: 0.01 })).status, 409)
    assert.equal((await acting('POST', '/reduce', { ...wish, symbol: 'US.MSFT' })).status, 409)
  })

  test('rules and agents are enabled, listed and disabled', async ({ assert }) => {
    for (const [kind, plugin] of [
      ['rules', 'trading_hours'],
      ['agents', 'volatility_bias'],
    ] as const) {
      const enabled = await acting('PUT', `/risk/${kind}/${plugin}`, {})
      assert.equal(enabled.status, 200, JSON.stringify(enabled.body))
      assert.deepEqual(
        (await listed(`${ONE}/risk/${kind}`)).map((one) => one.plugin),
        [plugin]
      )
      const wrong = await acting('PUT', `/risk/${kind}/${plugin}`, { parameters: { no: '1' } })
      assert.equal(wrong.status, 409)
      assert.equal((await acting('DELETE', `/risk/${kind}/${plugin}`)).status, 200)
      assert.isEmpty(await listed(`${ONE}/risk/${kind}`))
    }
    assert.equal((await acting('PUT', '/risk/rules/nobody', {})).status, 409)
  })

  test('a token that is bound to a strategy has no say in the whole account', async ({
    assert,
  }) => {
    const wish = {
      name: 'bot',
      abilities: ['risk:write', 'engine:write'],
      strategies: ['quick'],
      days: 1,
    }
    const made = await person.call('POST', '/tokens', wish)
    const bot = new ApiCaller(address, String(made.body.text))
    for (const [method, path, body] of [
      ['PUT', '/risk/rules/trading_hours', {}],
      ['DELETE', '/risk/agents/volatility_bias', {}],
      ['POST', '/reconciliations', {}],
      ['POST', '/discrepancies/1/decide', { decision: 'dismiss' }],
    ] as const) {
      const headers = { 'idempotency-key': `bot-${++keys}` }
      const answer = await bot.call(method, `${ONE}${path}`, body, headers)
      assert.equal(answer.status, 403, path)
    }
  })

  test('prices: latest, stored, bars of which several are drawn as one', async ({ assert }) => {
    await until(async () => (await listed('/quotes')).length > 0)
    const [quote] = (await listed('/quotes?symbols=US.AAPL')) as Row[]
    assert.match(String(quote!.bid), /^\d+(?:\.\d+)?$/)
    assert.isEmpty(await listed('/quotes?symbols=US.NONE'))
    assert.isArray(await listed('/quotes/US.AAPL?limit=5'))
    for (const path of ['/quotes/US.APL', '/instruments/US.APL']) {
      const { status, body } = await person.get(path)
      assert.equal(status, 404, path)
      assert.equal(body.detail, 'there is no such instrument; did you mean US.AAPL?')
    }
    const series = await listed('/series')
    const apple = series.find((one) => one.symbol === 'US.AAPL')!
    const bars = async (query: string) => {
      const found = await read(`/series/US.AAPL/1d?${query}`)
      return { count: found.count, bars: found.bars as Record<string, number[]> }
    }
    const all = await bars('points=5000')
    assert.equal(all.count, apple.rowCount)
    const few = await bars('points=100')
    assert.isAtMost(few.bars.close!.length, 100)
    assert.equal(Math.max(...few.bars.high!), Math.max(...all.bars.high!))
    assert.equal(few.bars.close!.at(-1), all.bars.close!.at(-1))
    const day = String(all.bars.at![10]).slice(0, 10)
    const one = await bars(`from=${day}&to=${day}`)
    assert.deepEqual(one.bars.close, [all.bars.close![10]!])
    for (const path of ['/series/US.AAPL/1x', '/series/US.NONE/1d', '/instruments/US.NONE']) {
      assert.equal((await person.get(path)).status, 404, path)
    }
    for (const query of ['points=0', 'from=2020-02-30', 'from=2020-01-02&to=2020-01-01']) {
      assert.equal((await person.get(`/series/US.AAPL/1d?${query}`)).status, 422, query)
    }
    assert.property(await read('/series/US.AAPL/1d/inspection'), 'inspection')
    assert.property(await read('/instruments/US.AAPL'), 'actions')
    const change = (symbol: string, terms: object) =>
      person.call('PATCH', `/instruments/${symbol}`, terms)
    const changed = await change('US.AAPL', { sector: 'Technology' })
    assert.deepInclude(changed.body.instrument as Row, { sector: 'Technology', lotSize: 1 })
    assert.equal((await change('US.AAPL', { lotSize: 0 })).status, 409)
    assert.equal((await change('US.NONE', { lotSize: 1 })).status, 404)
  })

  test('the calendar and the health are told', async ({ assert }) => {
    const asked = '/calendar?market=HK&from=2026-01-01&to=2026-01-02'
    const { days } = (await read(asked)) as { days: Row[] }
    assert.deepInclude(days[0]!, { date: '2026-01-01', periods: [] })
    assert.equal((await person.get('/calendar?from=2026-02-30')).status, 422)
    assert.equal((await person.get('/calendar?market=DE')).status, 422)
    const { findings } = (await read('/health')) as { findings: Row[] }
    assert.include(
      findings.map(({ what }) => what),
      'Node.js'
    )
  })
})
