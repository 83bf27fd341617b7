import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { AccountWatch } from '#engine/alerts/account_watch.js'
import type { AccountBook } from '#engine/trading/account_book.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import type { JournalEntry } from '#ports/journal.js'
import { placed, pricedBook } from '#tests/unit/engine/trading/book.js'

/** A watch over a book, what it said, and how the book moves on. */
function watched(book: AccountBook = pricedBook()) {
  const clock = new VirtualClock(1_000)
  const said: string[] = []
  const watch = new AccountWatch(book, {
    clock,
    alerts: {
      raise: ({ severity, key, body }) => said.push(`${severity} ${key}: ${body}`),
      resolve: (key, except = []) =>
        said.push(`over ${key}${except.length > 0 ? ` but ${except.join()}` : ''}`),
    },
  })
  const begun = said.splice(0)
  const write = (...entries: readonly JournalEntry[]) => {
    const draft = new BatchDraft(book, 1)
    for (const entry of entries) draft.add(entry, book.atMs + 1)
    watch.see(draft.toBatch())
    return said.splice(0)
  }
  return { book, clock, said, begun, write, watch }
}

const word = (
  event: 'order_lost' | 'order_accepted' | 'order_rejected' | 'order_cancelled',
  brokerReason?: string
): JournalEntry => ({
  type: 'order_event',
  orderSequence: 1,
  event,
  atMs: 10,
  ...(brokerReason === undefined ? {} : { brokerReason }),
})

test.group('what a person must know of an account', () => {
  test('a halt by hand is a warning, one by the engine critical; it is over when trading goes on', ({
    assert,
  }) => {
    const { write, begun } = watched()
    assert.deepEqual(begun, ['over unit:mode', 'over unit:order_unknown:*'])
    const byHand = write({ type: 'mode_changed', mode: 'halted', reason: 'lunch' })
    assert.lengthOf(byHand, 1)
    assert.match(byHand[0]!, /^warning unit:mode: lunch\./)
    assert.deepEqual(write({ type: 'session_began', day: 3 }), [])
    assert.deepEqual(write({ type: 'mode_changed', mode: 'active', reason: 'back' }), [
      'over unit:mode',
    ])
    const refused = write({
      type: 'arrival_refused',
      arrival: '{}',
      reason: 'execution f-9 cannot be booked',
      isGrave: true,
      brokerFillId: 'f-9',
    })
    assert.lengthOf(refused, 2)
    assert.match(refused[0]!, /^critical unit:mode: execution f-9/)
    assert.match(refused[1]!, /^critical unit:arrival_refused: execution f-9/)
  })

  test('a second halt is no news, reduce only after it is', ({ assert }) => {
    const { write } = watched()
    write({ type: 'mode_changed', mode: 'halted', reason: 'one' })
    assert.deepEqual(write({ type: 'mode_changed', mode: 'halted', reason: 'two' }), [])
    const less = write({ type: 'mode_changed', mode: 'reduce_only', reason: 'three' })
    assert.match(less.join(), /^warning unit:mode: three/)
  })

  test('an engine that begins with a halted account says so', ({ assert }) => {
    const first = watched()
    first.write({ type: 'mode_changed', mode: 'halted', reason: 'lunch' })
    const { begun } = watched(first.book)
    assert.match(begun[0]!, /^warning unit:mode: lunch/)
  })

  test('an order of unknown fate is a warning, critical after a minute, and over when it is known', ({
    assert,
  }) => {
    const book = pricedBook()
    placed(book)
    const { write, clock, said } = watched(book)
    assert.match(write(word('order_lost')).join(), /^warning unit:order_unknown:ord_unit_1/)
    assert.deepEqual(write({ type: 'session_began', day: 3 }), [])
    clock.advanceTo(clock.nowMs() + 59_000)
    assert.deepEqual(said, [])
    clock.advanceTo(clock.nowMs() + 1_000)
    assert.match(said.splice(0).join(), /^critical unit:order_unknown:ord_unit_1/)
    assert.deepEqual(write(word('order_accepted')), ['over unit:order_unknown:ord_unit_1'])
    clock.advanceTo(clock.nowMs() + 120_000)
    assert.deepEqual(said, [])
  })

  test('after a restart what is still unknown stays open, and the rest is over', ({ assert }) => {
    const book = pricedBook()
    placed(book)
    const before = watched(book)
    before.write(word('order_lost'))
    before.watch.close()
    before.clock.advanceTo(before.clock.nowMs() + 120_000)
    assert.deepEqual(before.said, [])
    const { begun } = watched(book)
    assert.equal(begun.at(-1), 'over unit:order_unknown:* but unit:order_unknown:ord_unit_1')
  })

  test("a rejection is told with the words of the broker; a cancel is nobody's business", ({
    assert,
  }) => {
    const book = pricedBook()
    placed(book)
    const { write } = watched(book)
    assert.deepEqual(write(word('order_rejected', 'no such account')), [
      'warning unit:order_rejected:US.AAPL: ord_unit_1: no such account',
    ])
    const other = pricedBook()
    placed(other)
    assert.deepEqual(watched(other).write(word('order_cancelled', 'as asked')), [])
  })
})
