import { test } from '@japa/runner'
import { applyEntry, emptyBook, type AccountBook } from '#engine/trading/account_book.js'
import { signalEntry } from '#engine/trading/signal_entry.js'
import { decodeSignal } from '#kernel/signal/signal_record.js'
import type { Signal } from '#kernel/signal/signal.js'
import { accountSettings } from '#tests/support/trading_account.js'
import { buy, rowOf } from '#tests/support/script.js'

const SIGNAL = decodeSignal(rowOf(buy(10)), 0, {
  strategy: 0,
  instruments: 1,
  reason: null,
}) as Signal

/** A book with an order whose fate nobody knows; `isLive` as the account was opened. */
function doubtful(isLive: boolean): AccountBook {
  const book = emptyBook('unit')
  const settings = { ...accountSettings('unit'), isLive }
  applyEntry(book, { type: 'account_opened', settings }, 1)
  const price = { type: 'price_seen', instrument: 0, price: 100, isBarEnd: false } as const
  applyEntry(book, { ...price, atMs: 2 }, 2)
  applyEntry(book, signalEntry(book, SIGNAL, [], 3), 3)
  applyEntry(book, { type: 'order_event', orderSequence: 1, event: 'order_lost', atMs: 4 }, 4)
  return book
}

test.group('a signal while the fate of an order is unknown', () => {
  test('comes with a verdict against it where the account is older than the rule', ({ assert }) => {
    const book = doubtful(false)
    const entry = signalEntry(book, SIGNAL, [], 5)
    assert.containSubset(entry, {
      pluginVerdicts: [{ rule: 'plugin:unknown_order', decision: 'deny' }],
    })
    const [judged] = applyEntry(book, entry, 5)
    assert.containSubset(judged, { type: 'signal_judged', decision: 'deny', quantity: 0 })
  })

  test('is judged by the rule alone where the account is live', ({ assert }) => {
    const book = doubtful(true)
    const entry = signalEntry(book, SIGNAL, [], 5)
    assert.containSubset(entry, { pluginVerdicts: [] })
    const [judged] = applyEntry(book, entry, 5)
    assert.containSubset(judged, { type: 'signal_judged', decision: 'deny', code: 'risk' })
    const denied = judged?.type === 'signal_judged' ? judged.verdicts : []
    assert.deepEqual(
      denied.filter(({ decision }) => decision === 'deny').map(({ rule }) => rule),
      ['unknown_order']
    )
  })
})
