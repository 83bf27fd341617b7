import { test } from '@japa/runner'
import { defineStrategy, fromUtf8, toBase64, toUtf8, type AgentContext } from '@aq-trading/sdk'
import { agentOf, brokerOf, manifest, started } from './live_bench.js'

test.group('an agent driven by events', () => {
  test('sets the risk bias, a timer, a notice and a log line', ({ assert }) => {
    const agent = agentOf(() => ({
      onAccount({ drawdown }, context) {
        context.setRiskBias(0.5, `drawdown ${drawdown}`)
        context.timers.every('check', 60_000)
        context.notify('mail', 'careful')
        context.log('drawdown', drawdown, { a: 1 })
      },
    }))
    const answer = started(agent).send('account', {
      ...{ equity: 90, peakEquity: 100, drawdown: 0.1, dailyLoss: 0 },
    })
    assert.deepEqual(answer.effects, [
      { type: 'risk_bias', value: 0.5, reason: 'drawdown 0.1' },
      { type: 'timer.set', name: 'check', everyMs: 60_000 },
      { type: 'notify', channel: 'mail', text: 'careful' },
    ])
    assert.deepEqual(answer.logs, [{ level: 'info', text: 'drawdown 0.1 {"a":1}' }])
  })

  test('asks by HTTP and hears the result in the function it gave', ({ assert }) => {
    const heard: unknown[] = []
    const agent = agentOf((context) => ({
      onTimer() {
        context.http({ url: 'https://api.example.com/v' }, (result) => heard.push(result))
      },
    }))
    const { send } = started(agent)
    assert.deepEqual(send('timer', { name: 'x' }).effects, [
      {
        ...{ type: 'http', request: 1, method: 'GET', url: 'https://api.example.com/v' },
        ...{ headers: {}, body: null },
      },
    ])
    send('result', { request: 1, ok: true, value: { status: 200, headers: {}, body: 'ok' } })
    send('result', { request: 1, ok: true, value: 'told twice' })
    send('result', { request: 9, ok: true, value: 'nobody asked' })
    assert.deepEqual(heard, [{ ok: true, value: { status: 200, headers: {}, body: 'ok' } }])
  })

  test('hears the result of a request without a function in onResult', ({ assert }) => {
    const heard: unknown[] = []
    const agent = agentOf((context) => ({
      onTimer: () => void context.storage.set('level', '3'),
      onResult: (request, result) => void heard.push([request, result]),
    }))
    const { send } = started(agent)
    assert.deepEqual(send('timer', { name: 'x' }).effects, [
      { type: 'storage.set', request: 1, key: 'level', value: '3' },
    ])
    const error = { code: 'not_granted', message: 'storage was not granted' }
    send('result', { request: 1, ok: false, error })
    assert.deepEqual(heard, [[1, { ok: false, error }]])
  })

  test('in a backtest a request is refused before the next event', ({ assert }) => {
    const heard: unknown[] = []
    const agent = agentOf((context) => ({
      onBar: () => void context.storage.get('level', (result) => heard.push(result)),
    }))
    const { send } = started(agent, { environment: 'backtest' })
    const bar = { symbol: 'US.AAPL', startMs: 0, endMs: 1, open: 1, high: 1, low: 1, close: 1 }
    assert.deepEqual(send('bar', bar).effects, [])
    assert.lengthOf(heard, 0)
    send('bar', bar)
    assert.containSubset(heard, [{ ok: false, error: { code: 'not_in_backtest' } }])
  })

  test('effects beyond fifty are dropped and counted', ({ assert }) => {
    const agent = agentOf((context) => ({
      onTimer() {
        for (let n = 0; n < 60; n += 1) context.notify('mail', `${n}`)
      },
    }))
    const answer = started(agent).send('timer', { name: 'x' })
    assert.lengthOf(answer.effects, 50)
    assert.equal(answer.droppedEffects, 10)
  })

  test('log lines beyond the rate are dropped and counted; a minute later they flow again', ({
    assert,
  }) => {
    const agent = agentOf((context) => ({
      onTimer() {
        for (let n = 0; n < 100; n += 1) context.log(n)
      },
    }))
    const { send } = started(agent)
    assert.containSubset(send('timer', { name: 'x' }), { dropped: 40 })
    assert.lengthOf(send('timer', { name: 'x' }).logs, 1)
    assert.lengthOf(send('timer', { name: 'x', atMs: 120_000 }).logs, 60)
  })

  test('what a failed call wanted is forgotten', ({ assert }) => {
    const agent = agentOf((context) => ({
      onTimer(name) {
        context.notify('mail', name)
        if (name === 'bad') throw new Error('bad')
      },
    }))
    const { send } = started(agent)
    assert.deepEqual(send('timer', { name: 'bad' }).effects, [])
    assert.lengthOf(send('timer', { name: 'good' }).effects, 1)
  })

  for (const [what, act, message] of [
    ['a bias of 2', (c: AgentContext) => c.setRiskBias(2, 'x'), 'number from 0 to 1, was 2'],
    ['a bias of NaN', (c: AgentContext) => c.setRiskBias(Number.NaN, 'x'), 'was NaN'],
    ['a bias without a reason', (c: AgentContext) => c.setRiskBias(1, ''), 'must not be empty'],
    ['a timer of 10 ms', (c: AgentContext) => c.timers.every('x', 10), 'from 1000'],
    ['a long key', (c: AgentContext) => c.storage.set('k'.repeat(101), ''), 'at most 100'],
    ['a long text', (c: AgentContext) => c.storage.set('k', 'v'.repeat(65_537)), 'at most 65536'],
    ['a TRACE', (c: AgentContext) => c.http({ url: 'x', method: 'TRACE' as never }), 'one of GET'],
  ] as const) {
    test(`refuses ${what} at the author's line`, ({ assert }) => {
      const agent = agentOf((context) => ({ onTimer: () => void act(context) }))
      const answer = started(agent).send('timer', { name: 'x' })
      assert.isFalse(answer.ok)
      assert.include(answer.message as string, message)
      assert.equal(answer.where, 'onTimer')
    })
  }
})

test.group('a broker driven by events', () => {
  test('speaks bytes on a socket and tells what became of an order', ({ assert }) => {
    const got: string[] = []
    const broker = brokerOf((context) => ({
      onConnect() {
        context.socket.open('main', { host: 'broker.example.com', port: 7_777 })
      },
      onSocket({ kind, data }) {
        if (kind === 'opened') context.socket.write('main', toUtf8('hello €'))
        if (kind === 'data') got.push(fromUtf8(data))
      },
      onSubmit({ orderId }) {
        context.orderEvent({
          ...{ type: 'filled', orderId, brokerOrderId: 'b1', atMs: 5, tradeId: 't1' },
          ...{ quantity: 2, price: 10.5, fee: null },
        })
        context.accountEvent({ type: 'session', state: 'ready', reason: '' })
      },
    }))
    const { begun, send } = started(broker)
    assert.deepEqual(begun.value, { replaces: false })
    assert.deepEqual(send('connect').effects, [
      { type: 'socket.open', connection: 'main', host: 'broker.example.com', port: 7_777 },
    ])
    assert.deepEqual(send('socket', { connection: 'main', kind: 'opened' }).effects, [
      { type: 'socket.write', connection: 'main', data: toBase64(toUtf8('hello €')) },
    ])
    send('socket', { connection: 'main', kind: 'data', data: toBase64(toUtf8('welcome')) })
    assert.deepEqual(got, ['welcome'])
    assert.deepEqual(send('submit', { order: { orderId: 'ord_1' } }).effects, [
      {
        ...{ type: 'order_event', event: 'filled', orderId: 'ord_1', brokerOrderId: 'b1' },
        ...{ eventMs: 5, tradeId: 't1', quantity: 2, price: 10.5, fee: null },
      },
      { type: 'account_event', event: 'session', state: 'ready', reason: '' },
    ])
  })

  test('an order event of its own making is refused', ({ assert }) => {
    const broker = brokerOf((context) => ({
      onCancel: () => context.orderEvent({ type: 'vanished' } as never),
    }))
    const answer = started(broker).send('cancel', { orderId: 'ord_1' })
    assert.include(answer.message as string, 'orderEvent: type must be one of accepted')
  })
})

test.group('a strategy driven by events', () => {
  const bar = {
    ...{ symbol: 'US.AAPL', startMs: 0, endMs: 86_399_999, open: 99, high: 102, low: 98 },
    ...{ close: 100, volume: 5_000, warmingUp: false },
    account: { cash: 10_000, buyingPower: 10_000, equity: 10_000, exposure: 0 },
  }

  test('is shown bars and gives its signals as rows', ({ assert }) => {
    const strategy = defineStrategy(manifest('strategy'), () => ({
      warmupBars: 3,
      onBar({ symbol, close }, context) {
        context.log('close', close)
        context.buy(symbol, { quantity: 7, reason: 'because' })
      },
    }))
    const { begun, send } = started(strategy)
    assert.containSubset(begun.value, { warmupBars: 3 })
    const answer = send('bar', bar)
    assert.lengthOf(answer.effects, 1)
    assert.containSubset(answer.effects[0], { type: 'signal', reason: 'because' })
    const record = answer.effects[0]?.record as number[]
    assert.lengthOf(record, 24)
    assert.deepEqual([record[0], record[2], record[4]], [1, 1, 7])
    assert.deepEqual(answer.logs, [{ level: 'info', text: 'close 100' }])
  })

  test('hears of its order, fill, position and denial in words', ({ assert }) => {
    const heard: unknown[] = []
    const strategy = defineStrategy(manifest('strategy'), () => ({
      onBar() {},
      onOrder: (order) => void heard.push([order.state, order.role, order.limitPrice]),
      onFill: (fill, context) =>
        void heard.push([fill.side, fill.price, context.position('US.AAPL').quantity]),
      onDenied: (denial) => void heard.push([denial.code, denial.text]),
    }))
    const { send } = started(strategy)
    const order = { symbol: 'US.AAPL', reference: 1, sequence: 1, side: 'buy' }
    send('order', {
      ...order,
      ...{ state: 'submitted', orderType: 'limit', quantity: 7, filled: 0 },
      ...{ limitPrice: 99, stopPrice: null, role: 'entry' },
    })
    send('position', { symbol: 'US.AAPL', quantity: 7, averageCost: 99, realisedPnl: 0 })
    send('fill', { ...order, quantity: 7, price: 99, commission: 1 })
    send('denied', { symbol: 'US.AAPL', reference: 2, code: 'risk', text: 'too much' })
    assert.deepEqual(heard, [
      ['submitted', 'entry', 99],
      ['buy', 99, 7],
      ['risk', 'too much'],
    ])
  })

  test('its own error comes back with the callback it came from', ({ assert }) => {
    const strategy = defineStrategy(manifest('strategy'), () => ({
      onBar() {
        throw new RangeError('no')
      },
    }))
    assert.containSubset(started(strategy).send('bar', bar), {
      ...{ ok: false, message: 'no', where: 'onBar' },
    })
  })
})
