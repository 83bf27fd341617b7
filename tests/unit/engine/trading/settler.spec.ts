import { test } from '@japa/runner'
import type { BrokerFill, BrokerOrderState, BrokerSession } from '#ports/broker.js'
import { emptyBook, stateOf } from '#engine/trading/account_book.js'
import type { Arrival } from '#engine/trading/arrival.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { Dispatcher } from '#engine/trading/dispatcher.js'
import { rebuild } from '#engine/trading/rebuild.js'
import { Sequencer } from '#engine/trading/sequencer.js'
import { Settler } from '#engine/trading/settler.js'
import { MemoryJournal } from '#tests/support/memory_journal.js'
import { accountSettings, SHARE } from '#tests/support/trading_account.js'
import { executed } from './book.js'

/** The broker's clock, and ours, which is days ahead of it. */
const BROKER_MS = 1_700_000_000_000
const OUR_MS = BROKER_MS + 2 * 86_400_000

/** A broker that says what a test wants it to say, and writes down what it is asked. */
class ScriptedBroker implements Partial<BrokerSession> {
  readonly name = 'scripted'
  readonly refusesDuplicates = true
  readonly asked: string[] = []
  readonly sinceMs: number[] = []
  readonly orderStates: BrokerOrderState[] = []
  readonly executions: BrokerFill[] = []
  failing = new Set<string>()

  submit = async ({ clientOrderId }: { clientOrderId: string }) => this.#do('submit', clientOrderId)
  cancel = async (clientOrderId: string) => this.#do('cancel', clientOrderId)
  replace = async ({ clientOrderId }: { clientOrderId: string }) =>
    this.#do('replace', clientOrderId)

  async orders(sinceMs: number) {
    this.sinceMs.push(sinceMs)
    return { complete: true, orders: this.orderStates }
  }

  async fills(sinceMs: number) {
    return this.executions.filter(({ atMs }) => atMs >= sinceMs)
  }

  #do(what: string, id: string): void {
    this.asked.push(`${what} ${id}`)
    if (this.failing.has(what)) throw new Error('no answer in time')
  }
}

/** An account with one order for 10 that the broker has accepted. */
async function settling() {
  const journal = new MemoryJournal(1)
  const draft = new BatchDraft(emptyBook('unit'), 1)
  draft.add({ type: 'account_opened', settings: accountSettings('unit') }, OUR_MS)
  const price = { type: 'price_seen', instrument: 0, price: 100, isBarEnd: false } as const
  draft.add({ ...price, atMs: OUR_MS }, OUR_MS)
  await journal.append(draft.toBatch())
  const broker = new ScriptedBroker()
  const session = broker as unknown as BrokerSession
  const time = { ms: OUR_MS }
  const clock = { nowMs: () => time.ms, setTimer: () => () => {} }
  const rebuilt = async () => (await rebuild(journal, 'unit')).book
  const sequencer: Sequencer = new Sequencer(await rebuilt(), 1, new Set(), {
    journal,
    clock,
    rebuild: rebuilt,
    dispatch: (actions) => dispatcher.dispatch(actions),
    failed: (error) => {
      throw error
    },
    warn: () => {},
  })
  const dispatcher: Dispatcher = new Dispatcher({
    broker: session,
    clock,
    offer: (arrival) => sequencer.offer(arrival),
    uncertain: (order) => settler.doubt(order),
  })
  const settler: Settler = new Settler({
    broker: session,
    clock,
    sequencer,
    dispatcher,
    warn: () => {},
  })
  const say = async (arrival: Arrival) => {
    sequencer.offer(arrival)
    await sequencer.settled()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const ask = (kind: string, body: object) => {
    const command = { id: kind, account: 'unit', kind, body, actor: 'test', expiresMs: null }
    return say({ type: 'command', command })
  }
  await ask('place_order', { symbol: SHARE.symbol, side: 'buy', quantity: 10 })
  const accepted = { clientOrderId: 'ord_unit_1', brokerOrderId: 'b-1', atMs: BROKER_MS }
  await say({ type: 'report', report: { type: 'accepted', ...accepted } })
  return { broker, settler, sequencer, say, ask, time }
}

const working: BrokerOrderState = {
  clientOrderId: 'ord_unit_1',
  brokerOrderId: 'b-1',
  symbol: SHARE.symbol,
  side: 'buy',
  status: 'working',
  quantity: 10,
  filled: 0,
  limitPrice: null,
  stopPrice: null,
  reason: null,
  atMs: BROKER_MS,
}

test.group('settling what is in doubt', () => {
  test('a cancel whose call failed is sent again where the order still works', async ({
    assert,
  }) => {
    const { broker, settler, ask } = await settling()
    broker.orderStates.push(working)
    broker.failing.add('cancel')
    await ask('cancel_order', { order: 'ord_unit_1' })
    assert.isTrue(settler.isNeeded)
    broker.failing.clear()
    await settler.pass({ isStart: false })
    assert.deepEqual(broker.asked.slice(1), ['cancel ord_unit_1', 'cancel ord_unit_1'])
    assert.isFalse(settler.isNeeded)
  })

  test('a cancel that nobody answers is asked about after a while', async ({ assert }) => {
    const { settler, ask, time } = await settling()
    await ask('cancel_order', { order: 'ord_unit_1' })
    settler.lookAfterCancels()
    time.ms += 2_999
    settler.lookAfterCancels()
    assert.isFalse(settler.isNeeded)
    time.ms += 1
    settler.lookAfterCancels()
    assert.isTrue(settler.isNeeded)
  })

  test('the broker is asked by its own clock, wherever ours stands', async ({ assert }) => {
    const { broker, settler, sequencer } = await settling()
    broker.orderStates.push({ ...working, status: 'filled', filled: 10 })
    broker.executions.push(executed(1, { quantity: 10, atMs: BROKER_MS + 5 }))
    await settler.pass({ isStart: true })
    assert.isBelow(broker.sinceMs[0]!, BROKER_MS)
    assert.equal(stateOf(sequencer.book).positions[0]!.quantity, 10)
    assert.lengthOf(stateOf(sequencer.book).orders, 0)
  })

  test('what was filled before it was made larger has ended', async ({ assert }) => {
    const { broker, settler, sequencer, ask } = await settling()
    broker.failing.add('replace')
    await ask('replace_order', { order: 'ord_unit_1', quantity: 15 })
    broker.orderStates.push({ ...working, status: 'filled', filled: 10 })
    broker.executions.push(executed(1, { quantity: 10, atMs: BROKER_MS + 5 }))
    await settler.pass({ isStart: false })
    assert.equal(stateOf(sequencer.book).positions[0]!.quantity, 10)
    assert.lengthOf(stateOf(sequencer.book).orders, 0)
    assert.isFalse(settler.isNeeded)
  })
})
