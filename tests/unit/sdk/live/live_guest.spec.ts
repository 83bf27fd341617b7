import { test } from '@japa/runner'
import {
  approve,
  defineAgent,
  defineBroker,
  defineRiskRule,
  defineStrategy,
  deny,
  fromUtf8,
  reduce,
  toBase64,
  toUtf8,
  type Agent,
  type AgentContext,
  type Broker,
  type BrokerContext,
  type RiskRule,
} from '@aq-trading/sdk'
import { createGuest, type LiveGuest } from '../../../../plugins/sdk/src/live/live_guest.js'

interface Answer {
  readonly ok: boolean
  readonly value: unknown
  readonly effects: readonly Record<string, unknown>[]
  readonly logs: readonly { level: string; text: string }[]
  readonly dropped: number
  readonly droppedEffects?: number
  readonly message?: string
  readonly where?: string
}

const INSTRUMENT = {
  symbol: 'US.AAPL',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  quantityStep: 1,
  multiplier: 1,
}

function setupOf(kind: string, changes: object = {}): string {
  return JSON.stringify({
    ...{ kind, pluginId: 'test', environment: 'paper', parameters: {}, seed: 1, atMs: 1_000 },
    ...{ logPerMin: 60, instruments: [INSTRUMENT], timeframe: '1d', timeframeMs: 86_400_000 },
    account: { currency: 'USD', cash: 10_000 },
    ...changes,
  })
}

/** Starts a definition and returns the way to send it events. */
function started(definition: { kind: string }, changes: object = {}) {
  const guest: LiveGuest = createGuest()
  const fault = guest.load(definition)
  if (fault !== '') throw new Error(fault)
  const begun = JSON.parse(guest.start(setupOf(definition.kind, changes))) as Answer
  let atMs = 1_000
  const send = (type: string, fields: object = {}): Answer => {
    atMs += 1_000
    return JSON.parse(guest.handle(JSON.stringify({ type, atMs, ...fields }))) as Answer
  }
  return { guest, begun, send }
}

const manifest = (kind: string) => ({ id: 'test', kind })
const agentOf = (make: (context: AgentContext) => Agent) =>
  defineAgent(manifest('agent'), (_, context) => make(context))
const ruleOf = (rule: RiskRule) => defineRiskRule(manifest('risk-rule'), () => rule)
const brokerOf = (make: (context: BrokerContext) => Partial<Broker>) =>
  defineBroker(manifest('broker'), (_, context) => ({
    onConnect() {},
    onSubmit() {},
    onCancel() {},
    ...make(context),
  }))

const ASSESS = {
  order: {
    ...{ strategy: 'momentum', symbol: 'US.AAPL', side: 'buy', type: 'market', quantity: 120 },
    ...{ opening: 100, reducing: 20, price: 50, notional: 5_000, sector: 'Tech', currency: 'USD' },
  },
  account: { currency: 'USD', equity: 10_000, cash: 10_000, exposure: 0, positions: [] },
}

test.group('a risk rule driven by events', () => {
  for (const [verdict, value] of [
    [approve(), { decision: 'approve' }],
    [reduce(40, 'too much'), { decision: 'reduce', quantity: 40, reason: 'too much' }],
    [reduce(100, 'all of it'), { decision: 'approve' }],
    [reduce(0, 'none'), { decision: 'deny', reason: 'none' }],
    [deny('no'), { decision: 'deny', reason: 'no' }],
  ] as const) {
    test(`answers ${JSON.stringify(verdict)} with ${JSON.stringify(value)}`, ({ assert }) => {
      const { begun, send } = started(ruleOf({ assess: () => verdict }))
      assert.containSubset(begun, { ok: true, value: null, effects: [] })
      assert.deepEqual(send('assess', ASSESS).value, value)
    })
  }

  for (const [what, returned, message] of [
    [
      'nothing',
      undefined,
      'assess must return approve(), reduce(quantity, reason) or deny(reason)',
    ],
    ['a decision of its own', { decision: 'maybe' }, 'returned the decision "maybe"'],
    ['a denial without a reason', { decision: 'deny' }, 'deny: a reason is needed'],
    ['a reduction to NaN', reduce(Number.NaN, 'x'), 'quantity must be a number'],
    ['a reduction below 0', reduce(-1, 'x'), 'quantity must be a number'],
  ] as const) {
    test(`fails when it returns ${what}`, ({ assert }) => {
      const answer = started(ruleOf({ assess: () => returned as never })).send('assess', ASSESS)
      assert.isFalse(answer.ok)
      assert.include(answer.message as string, message)
      assert.equal(answer.where, 'assess')
    })
  }

  test('fails with its own words when it throws, and answers the next question', ({ assert }) => {
    let count = 0
    const rule = ruleOf({
      assess() {
        count += 1
        if (count === 1) throw new RangeError('no figures')
        return approve()
      },
    })
    const { send } = started(rule)
    assert.containSubset(send('assess', ASSESS), { ok: false, message: 'no figures' })
    assert.isTrue(send('assess', ASSESS).ok)
  })

  test('is not told of bars', ({ assert }) => {
    const answer = started(ruleOf({ assess: () => approve() })).send('bar', {})
    assert.equal(answer.message, 'a risk rule is not told of "bar"')
  })

  test('fails when it reads what was withheld, and not when it does not', ({ assert }) => {
    const rule = ruleOf({
      assess: (order, account) =>
        order.opening > 5 && account.positions.length === 0 && account.equity > 0
          ? approve()
          : deny('too little'),
    })
    const { send } = started(rule)
    const ask = (opening: number, account: object, ...withheld: string[]) =>
      send('assess', { order: { opening }, account: { currency: 'USD', ...account }, withheld })
    const figures = { equity: 1, cash: 1, exposure: 0 }
    assert.containSubset(ask(1, {}, 'account:read', 'positions:read'), {
      ok: true,
      value: { decision: 'deny' },
    })
    const blind = ask(9, figures, 'positions:read')
    assert.isFalse(blind.ok)
    assert.equal(blind.message, 'account.positions needs the permission positions:read')
    const poor = ask(9, { positions: [] }, 'account:read')
    assert.equal(poor.message, 'account.equity needs the permission account:read')
    assert.containSubset(ask(9, { ...figures, positions: [] }), { value: { decision: 'approve' } })
  })
})

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

test.group('a hostile plugin in the live runtime', () => {
  test('whatever it throws is described inside the call', ({ assert }) => {
    const thrown: readonly unknown[] = [
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap')
          },
          getPrototypeOf() {
            throw new Error('trap')
          },
        }
      ),
      {
        get message() {
          throw new Error('getter')
        },
        get stack() {
          return 7
        },
      },
      undefined,
      null,
      Symbol('x'),
      new Error('m'.repeat(100_000)),
    ]
    for (const value of thrown) {
      const rule = ruleOf({
        assess() {
          throw value
        },
      })
      const { guest } = started(rule)
      const answer = guest.handle(JSON.stringify({ type: 'assess', atMs: 5, ...ASSESS }))
      assert.isBelow(answer.length, 10_000)
      assert.isFalse((JSON.parse(answer) as Answer).ok)
    }
  })

  test('a verdict with a toJSON of its own stays a verdict', ({ assert }) => {
    const verdict = { decision: 'deny', reason: 'r', toJSON: () => ({ decision: 'approve' }) }
    const answer = started(ruleOf({ assess: () => verdict as never })).send('assess', ASSESS)
    assert.deepEqual(answer.value, { decision: 'deny', reason: 'r' })
  })

  test('the kind in the code must be that of the manifest', ({ assert }) => {
    const guest = createGuest()
    guest.load(ruleOf({ assess: () => approve() }))
    const answer = JSON.parse(guest.start(setupOf('agent'))) as Answer
    assert.include(answer.message as string, 'the manifest says agent, the code defines: risk-rule')
  })

  test('an event that is no JSON is answered, not thrown', ({ assert }) => {
    const { guest } = started(ruleOf({ assess: () => approve() }))
    assert.isFalse((JSON.parse(guest.handle('{')) as Answer).ok)
    assert.isFalse((JSON.parse(guest.handle('null')) as Answer).ok)
  })
})
