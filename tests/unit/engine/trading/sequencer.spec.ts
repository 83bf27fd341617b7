import { test } from '@japa/runner'
import type { QuoteTick } from '#ports/market_feed.js'
import type { JournalEntry } from '#ports/journal.js'
import { emptyBook, stateOf } from '#engine/trading/account_book.js'
import type { Action } from '#engine/trading/action.js'
import type { Arrival } from '#engine/trading/arrival.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { rebuild } from '#engine/trading/rebuild.js'
import { Sequencer } from '#engine/trading/sequencer.js'
import { MemoryJournal } from '#tests/support/memory_journal.js'
import { accountSettings, SHARE } from '#tests/support/trading_account.js'
import { executed } from './book.js'

const NOW = 1_700_000_000_000

async function opened() {
  const journal = new MemoryJournal(7)
  const draft = new BatchDraft(emptyBook('unit'), 7)
  draft.add({ type: 'account_opened', settings: accountSettings('unit') }, NOW)
  await journal.append(draft.toBatch())
  const actions: Action[] = []
  const failures: unknown[] = []
  const warnings: string[] = []
  const rebuilt = async () => (await rebuild(journal, 'unit')).book
  const sequencer = new Sequencer(await rebuilt(), 7, new Set(), {
    journal,
    clock: { nowMs: () => NOW, setTimer: () => () => {} },
    rebuild: rebuilt,
    dispatch: (some) => actions.push(...some),
    failed: (error) => failures.push(error),
    warn: (sentence) => warnings.push(sentence),
  })
  return { journal, sequencer, actions, failures, warnings }
}

function tick(bid: number, ask: number): Arrival {
  const quote: QuoteTick = {
    type: 'quote',
    symbol: SHARE.symbol,
    atMs: NOW,
    bid,
    ask,
    bidSize: 1,
    askSize: 1,
    last: null,
    lastSize: null,
    volume: null,
  }
  return { type: 'tick', tick: quote }
}

function order(id: string, quantity = 10): Arrival {
  const body = { symbol: SHARE.symbol, side: 'buy', quantity }
  return {
    type: 'command',
    command: { id, account: 'unit', kind: 'place_order', body, actor: 'test', expiresMs: null },
  }
}

const typesOf = (journal: MemoryJournal) =>
  journal.rows.map(({ entry }) => (JSON.parse(entry) as JournalEntry).type)

test.group('the sequencer', () => {
  test('writes what arrives together in one batch, and acts only after it', async ({ assert }) => {
    const { journal, sequencer, actions } = await opened()
    journal.before = async () => assert.lengthOf(actions, 0)
    sequencer.offer(tick(99, 101), order('a'), order('b'))
    await sequencer.settled()
    assert.lengthOf(journal.batches, 2)
    assert.deepEqual(
      actions.map((action) => action.type === 'submit' && action.order.clientOrderId),
      ['ord_unit_1', 'ord_unit_2']
    )
    assert.deepEqual(
      journal.batches[1]!.outcomes.map(({ id, status }) => [id, status]),
      [
        ['a', 'done'],
        ['b', 'done'],
      ]
    )
    assert.equal([...journal.orders.values()][0]!.state, 'pending')
  })

  test('a batch that cannot be written sends nothing and ends it', async ({ assert }) => {
    const { journal, sequencer, actions, failures } = await opened()
    journal.fencing = 8
    sequencer.offer(tick(99, 101), order('a'))
    await sequencer.settled()
    assert.lengthOf(actions, 0)
    assert.match(String(failures[0]), /another engine trades/)
    sequencer.offer(order('b'))
    await sequencer.settled()
    assert.lengthOf(journal.rows, 1)
  })

  test('what makes the kernel throw is kept, halts, and takes nothing else with it', async ({
    assert,
  }) => {
    const { journal, sequencer, actions, failures, warnings } = await opened()
    const signal = { type: 'cancel', strategy: 0, instrument: 99, reference: 1, reason: null }
    const poison = { type: 'signal', signal: { ...signal, all: false }, pluginVerdicts: [] }
    sequencer.offer(tick(99, 101), order('a'), poison as unknown as Arrival, order('b'))
    await sequencer.settled()
    assert.deepEqual(failures, [])
    assert.lengthOf(warnings, 1)
    assert.equal(stateOf(sequencer.book).mode, 'halted')
    assert.include(typesOf(journal), 'arrival_refused')
    const submitted = actions.filter(({ type }) => type === 'submit')
    assert.lengthOf(submitted, 1, 'the order before it passes, the one after it is denied')
    const { book, difference } = await rebuild(journal, 'unit', { isWhole: true })
    assert.isNull(difference)
    assert.deepEqual(book, sequencer.book)
  })

  test('settles also while more and more arrives', async ({ assert }) => {
    const { journal, sequencer } = await opened()
    journal.before = async () => {
      if (journal.rows.length < 2_000) sequencer.offer(tick(99, 101))
    }
    sequencer.offer(tick(99, 101), order('a'))
    await sequencer.settled()
    assert.isBelow(journal.rows.length, 50)
    const ended = sequencer.stop()
    sequencer.offer(order('too late'))
    await ended
    assert.equal(journal.snapshots.at(-1)!.sequence, journal.rows.length)
    assert.equal(sequencer.waiting, 0)
    assert.equal(journal.orders.size, 1)
  })

  test('ticks that are no prices are counted', async ({ assert }) => {
    const { journal, sequencer, warnings } = await opened()
    for (let k = 0; k < 5; k++) sequencer.offer(tick(101, 99), tick(0, 1))
    await sequencer.settled()
    assert.lengthOf(journal.rows, 1)
    assert.equal(sequencer.badTicks.get(SHARE.symbol), 10)
    assert.lengthOf(warnings, 3)
  })

  test('an execution told twice in one breath is booked once', async ({ assert }) => {
    const { journal, sequencer } = await opened()
    sequencer.offer(tick(99, 101), order('a'))
    await sequencer.settled()
    const report = { type: 'filled', fill: executed(1) } as const
    sequencer.offer({ type: 'report', report }, { type: 'report', report })
    await sequencer.settled()
    sequencer.offer({ type: 'report', report })
    await sequencer.settled()
    assert.equal(typesOf(journal).filter((type) => type === 'order_filled').length, 1)
    assert.equal(stateOf(sequencer.book).positions[0]!.quantity, 4)
  })

  test('a start from a snapshot is a start from the first row', async ({ assert }) => {
    const { journal, sequencer } = await opened()
    sequencer.offer(tick(99, 101), order('a'), { type: 'sent', orderSequence: 1 })
    await sequencer.settled()
    await sequencer.stop()
    assert.lengthOf(journal.snapshots, 1)
    const short = await rebuild(journal, 'unit')
    const whole = await rebuild(journal, 'unit', { isWhole: true })
    assert.equal(short.rows, 0)
    assert.equal(whole.rows, journal.rows.length)
    assert.deepEqual(short.book, whole.book)
  })
})
