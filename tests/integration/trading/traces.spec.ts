import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { OrderSignal } from '#kernel/signal/signal.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresTraces } from '#adapters/traces/postgres/postgres_traces.js'
import { findOrderTrace, findTrace } from '#engine/traces/find_trace.js'
import type { Trace } from '#engine/traces/trace.js'
import { traceLadder } from '#engine/traces/trace_ladder.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { openTestAccount } from '#tests/support/trading_account.js'

/** Rules that every signal of a live account is asked about. */
const RULES = 15

const ENTRY: OrderSignal = {
  type: 'order',
  strategy: 0,
  instrument: 0,
  reference: 7,
  reason: 'crossed',
  side: 'buy',
  size: { kind: 'quantity', value: 10 },
  sizedAt: 'signal',
  orderType: 'market',
  limitPrice: null,
  stopPrice: null,
  trail: null,
  timeInForce: 'gtc',
  goodTillMs: null,
  stopLoss: { kind: 'fraction', value: 0.05 },
  takeProfit: { kind: 'fraction', value: 0.05 },
  trailingStop: null,
  ocoGroup: 0,
}

test.group('the trace of a signal', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let paper: PaperEngine
  let accounts = 0

  const ports = () => ({
    traces: new PostgresTraces(database),
    records: new PostgresRecords(database),
  })
  const traceOf = async (id: string): Promise<Trace> => {
    const found = id.startsWith('trc_')
      ? await findTrace(ports(), id)
      : await findOrderTrace(ports(), id)
    if (!found.ok) throw new Error(found.failure)
    return found.value
  }
  const latest = (more: { isDenied?: boolean; symbol?: string } = {}) =>
    ports().traces.latest(paper.account, {
      strategy: null,
      symbol: more.symbol ?? null,
      isDenied: more.isDenied ?? false,
      limit: 10,
    })
  const until = async (holds: () => Promise<boolean>) => {
    for (let turn = 0; turn < 300; turn++) {
      if (await holds()) return
      await sleep(20)
    }
    throw new Error('it did not come to that')
  }

  group.setup(async () => {
    database = await folder.open()
  })
  group.each.setup(async () => {
    const account = `tr${++accounts}`
    await openTestAccount(database, account)
    paper = new PaperEngine(database, account)
    await paper.start()
  })
  group.each.teardown(() => paper.stop())
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })

  test('an order by hand: who, the quote, every verdict, each step in order, slippage', async ({
    assert,
  }) => {
    await paper.quote(100, undefined, 0.1)
    const order = await paper.trade('buy', 10)
    const trace = await traceOf(order)
    assert.deepInclude(trace, {
      account: paper.account,
      cause: 'signal_proposed',
      strategy: 'manual',
      symbol: 'US.AAPL',
      isOver: true,
      wish: 'buy 10 US.AAPL at market, day',
      outcome: 'filled 10 at 100.1',
    })
    assert.equal(trace.seen?.actor, 'test')
    assert.deepInclude(trace.seen?.quote, { bid: 100, ask: 100.1 })
    assert.lengthOf(trace.decisions, 1)
    assert.isAtLeast(trace.decisions[0]!.verdicts.length, RULES)
    assert.isTrue(trace.decisions[0]!.verdicts.every(({ decision }) => decision === 'approve'))
    assert.equal(trace.decisions[0]!.orderId, order)

    const names = trace.spans.map(({ id, parent }) => `${id} < ${parent}`)
    assert.deepEqual(names, [
      'signal < null',
      'risk < signal',
      'order:1 < risk',
      'broker:1 < order:1',
      'fill:1 < order:1',
    ])
    const [signal, , life, broker, fill] = trace.spans
    const times = [signal!.startMs, broker!.startMs, fill!.endMs!, life!.endMs!]
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b)
    )
    assert.equal(trace.endMs, Math.max(...times))
    assert.include(broker!.text, 'handed over, taken after')
    assert.include(life!.steps.map(({ text }) => text).join('; '), 'acknowledged as pord_')

    const { slippage, sentQuote } = trace.orders[0]!
    assert.deepInclude(sentQuote, { bid: 100, ask: 100.1 })
    assert.deepInclude(slippage, { against: 'ask', price: 100.1, perUnit: 0, beforeHandOver: 0 })
    assert.closeTo(slippage?.perUnitAgainstMiddle ?? NaN, 0.05, 1e-9)

    const text = traceLadder(trace).join('\n')
    for (const word of ['by manual (test)', 'ask 100.1', '✔ position_quantity', 'slippage of']) {
      assert.include(text, word)
    }
    assert.deepEqual(JSON.parse(JSON.stringify(trace)), trace)
  })

  test('what a strategy saw is what is kept: state, quote, times, and its plugin verdicts', async ({
    assert,
  }) => {
    await paper.quote(100)
    paper.engine.sequencer.offer({
      type: 'signal',
      signal: { ...ENTRY, stopLoss: null, takeProfit: null },
      pluginVerdicts: [
        { rule: 'plugin:quiet_hours', decision: 'deny', allowed: 0, reason: 'the close is near' },
      ],
      seen: {
        quote: { bid: 99, ask: 99.5, last: null, atMs: 1 },
        state: '{"fast":101.5}',
        askedMs: Date.now() - 5,
        answeredMs: Date.now() - 3,
        judgedMs: Date.now() - 1,
      },
    })
    await paper.engine.sequencer.settled()
    const [summary] = await latest({ isDenied: true })
    assert.deepInclude(summary, { decision: 'deny', strategy: 'manual', states: [] })
    const trace = await traceOf(`trc_${paper.account}_${summary!.trace}`)
    assert.equal(trace.outcome, 'denied: the close is near')
    assert.isTrue(trace.isOver)
    assert.equal(trace.seen?.state, '{"fast":101.5}')
    assert.equal(trace.seen?.quote?.ask, 99.5)
    const [signal, risk] = trace.spans
    assert.equal(signal!.endMs! - signal!.startMs, 2)
    assert.equal(risk!.parent, 'signal')
    const text = traceLadder(trace).join('\n')
    for (const word of ['answered after 2 ms', 'state: {"fast":101.5}', '✖ plugin:quiet_hours']) {
      assert.include(text, word)
    }
    assert.lengthOf(await latest({ symbol: 'US.MSFT' }), 0)
  })

  test('exits belong to the trace of their entry, also after a restart', async ({ assert }) => {
    await paper.quote(100)
    paper.engine.sequencer.offer({ type: 'signal', signal: ENTRY, pluginVerdicts: [] })
    await until(async () => (await latest())[0]?.states.length === 3)
    await paper.stop()
    await paper.start()
    await paper.quote(106)
    await until(async () => (await latest())[0]?.states.join() === 'filled,cancelled,filled')
    assert.lengthOf(await latest(), 1)
    const trace = await traceOf(`ord_${paper.account}_2`)
    assert.equal(trace.id, `trc_${paper.account}_${(await latest())[0]!.trace}`)
    assert.isTrue(trace.isOver)
    assert.deepEqual(
      trace.orders.map(({ role, parent }) => `${role} ${parent}`),
      ['entry 0', 'stop_loss 1', 'take_profit 1']
    )
    const parents = new Map(trace.spans.map(({ id, parent }) => [id, parent]))
    assert.equal(parents.get('order:3'), 'order:1')
    assert.equal(parents.get('fill:2'), 'order:3')
    assert.deepInclude(trace.orders[2]!.slippage, { beforeHandOver: null })
  })

  test('a close and what it cancels: each in the trace where it belongs', async ({ assert }) => {
    await paper.quote(100)
    await paper.trade('buy', 10)
    const limit = { symbol: 'US.AAPL', side: 'buy', quantity: 5, limitPrice: 50 }
    const resting = await paper.ask('place_order', { ...limit, timeInForce: 'gtc' })
    const [id] = resting.detail?.orders as string[]
    await paper.ask('flatten', { reason: 'going home' })
    await until(async () => (await latest())[0]?.states.join() === 'filled')
    const close = await traceOf(`ord_${paper.account}_3`)
    assert.equal(close.cause, 'close_asked')
    assert.equal(close.wish, 'close all: going home')
    assert.equal(close.outcome, 'filled 10 at 100')
    await until(async () => (await traceOf(id!)).isOver)
    const cancelled = await traceOf(id!)
    assert.match(cancelled.outcome, /^cancelled: going home/)
    assert.notEqual(cancelled.id, close.id)
  })

  test('a change has a trace of its own, and is a step of the order that it changed', async ({
    assert,
  }) => {
    await paper.quote(100)
    const limit = { symbol: 'US.AAPL', side: 'buy', quantity: 5, limitPrice: 50 }
    const resting = await paper.ask('place_order', { ...limit, timeInForce: 'gtc' })
    const [id] = resting.detail?.orders as string[]
    const changed = await paper.ask('replace_order', { order: id, quantity: 8, limitPrice: 51 })
    assert.equal(changed.status, 'done', JSON.stringify(changed.detail))
    const [newest, oldest] = await latest()
    const change = await traceOf(`trc_${paper.account}_${newest!.trace}`)
    assert.equal(change.wish, 'change order 1: quantity 8, limit 51')
    assert.equal(change.outcome, `it changed ${id}`)
    assert.isTrue(change.isOver)
    const order = await traceOf(id!)
    assert.equal(order.id, `trc_${paper.account}_${oldest!.trace}`)
    assert.isFalse(order.isOver)
    const steps = order.spans.find(({ name }) => name === 'order')?.steps ?? []
    assert.include(steps.map(({ text }) => text).join('; '), `changed, 8 units by ${change.id}`)
    assert.deepInclude(order.orders[0], { quantity: 8, limitPrice: 51, slippage: null })
  })

  test('each line of the log of an order carries its trace and its span', async ({ assert }) => {
    await paper.quote(100)
    const order = await paper.trade('buy', 10)
    const { id } = await traceOf(order)
    const mine = paper.lines.filter(({ facts }) => facts.trace === id)
    assert.deepEqual([...new Set(mine.map(({ facts }) => facts.span))].toSorted(), [
      'broker:1',
      'fill:1',
      'order:1',
      'signal',
    ])
    const fill = mine.find(({ sentence }) => sentence === 'bought 10 US.AAPL at 100')
    assert.deepInclude(fill?.facts, { account: paper.account, order, span: 'fill:1' })
  })

  test('what is no trace is refused with what would be right', async ({ assert }) => {
    for (const [id, word] of [
      ['nonsense', 'looks like trc_paper_12'],
      ['ord_paper_1', 'order:trace ord_paper_1'],
      ['trc_nobody_1', 'no account nobody'],
      [`trc_${paper.account}_1`, 'no trace begins in row 1'],
    ] as const) {
      const found = await findTrace(ports(), id)
      assert.isFalse(found.ok)
      if (!found.ok) assert.include(found.failure, word)
    }
    const none = await findOrderTrace(ports(), `ord_${paper.account}_99`)
    assert.isFalse(none.ok)
  })

  test('text from strangers cannot lie on the screen', async ({ assert }) => {
    await paper.quote(100)
    paper.engine.sequencer.offer({
      type: 'signal',
      signal: { ...ENTRY, reason: null },
      pluginVerdicts: [
        { rule: 'plugin:x', decision: 'deny', allowed: 0, reason: 'a\u001b[2Jb\u202ec\nfake line' },
      ],
      seen: { quote: null, state: `"\u202e${'s'.repeat(10_000)}"` },
    })
    await paper.engine.sequencer.settled()
    const trace = await traceOf(`trc_${paper.account}_${(await latest())[0]!.trace}`)
    assert.isAtMost(trace.seen?.state?.length ?? 0, 4_096)
    for (const line of traceLadder(trace)) {
      for (const mark of ['\u001b', '\u202e', '\n']) assert.notInclude(line, mark)
      assert.isBelow(line.length, 2_000)
    }
  })
})
