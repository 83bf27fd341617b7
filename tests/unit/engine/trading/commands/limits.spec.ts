import { test } from '@japa/runner'
import { LOOSENING_DELAY_MS } from '#engine/risk/pending_limits.js'
import type { AccountBook } from '#engine/trading/account_book.js'
import { dueLimits } from '#engine/trading/commands/change_limits.js'
import type { LimitsPatch } from '#kernel/risk/limits_change.js'
import { carryOut, follow, openBook, START_MS } from './carry_out.js'

const WAIT = LOOSENING_DELAY_MS

function change(book: AccountBook, limits: Record<string, unknown>, nowMs = START_MS) {
  return carryOut(book, 'change_limits', { limits, reason: 'test' }, { nowMs })
}

/** Lets time pass; whether anything came into force. */
function pass(book: AccountBook, nowMs: number): boolean {
  const translation = dueLimits(book, nowMs)
  if (translation.type === 'nothing') return false
  follow(book, translation, nowMs)
  return true
}

const waits = (book: AccountBook): LimitsPatch | null => book.pendingLimits?.limits ?? null

test.group('limits that change', () => {
  test('a tightening holds at once and is a version', ({ assert }) => {
    const book = openBook()
    const { outcome, entries } = change(book, { quantityMax: 50 })
    assert.deepInclude(outcome.detail, { version: 2, pending: null })
    assert.equal(book.state!.limits.position.quantityMax, 50)
    assert.deepInclude(entries[0], { version: 2, actor: 'anna', reason: 'test', change: null })
  })

  test('a loosening waits, to the millisecond', ({ assert }) => {
    const book = openBook()
    change(book, { leverageMax: 2 })
    assert.equal(book.state!.limits.portfolio.leverageMax, 1)
    assert.isFalse(pass(book, START_MS + WAIT - 1))
    assert.isTrue(pass(book, START_MS + WAIT))
    assert.equal(book.state!.limits.portfolio.leverageMax, 2)
    assert.equal(book.limitsVersion, 2)
    assert.isNull(book.pendingLimits)
    assert.isFalse(pass(book, START_MS + 2 * WAIT))
  })

  test('of a change that does both, only the tightening holds', ({ assert }) => {
    const book = openBook()
    const { outcome } = change(book, { quantityMax: 50, leverageMax: 2 })
    assert.deepInclude(outcome.detail, {
      tighter: { 'position.quantityMax': 50 },
      looser: { 'portfolio.leverageMax': 2 },
    })
    assert.equal(book.state!.limits.position.quantityMax, 50)
    assert.deepEqual(waits(book), { 'portfolio.leverageMax': 2 })
  })

  test('a halt that is switched off is a loosening', ({ assert }) => {
    const book = openBook()
    change(book, { haltOnDailyLoss: true })
    assert.isTrue(book.state!.limits.loss.haltOnDailyLoss)
    change(book, { haltOnDailyLoss: false })
    assert.isTrue(book.state!.limits.loss.haltOnDailyLoss)
    assert.deepEqual(waits(book), { 'loss.haltOnDailyLoss': false })
  })

  test('a further loosening joins, and all of it waits anew', ({ assert }) => {
    const book = openBook()
    change(book, { quantityMax: 5 })
    change(book, { leverageMax: 2 })
    change(book, { quantityMax: 9 }, START_MS + 20_000)
    assert.deepEqual(waits(book), { 'position.quantityMax': 9, 'portfolio.leverageMax': 2 })
    assert.isFalse(pass(book, START_MS + WAIT))
    assert.isTrue(pass(book, START_MS + 20_000 + WAIT))
    assert.equal(book.state!.limits.position.quantityMax, 9)
  })

  test('what is tightened meanwhile is not loosened afterwards', ({ assert }) => {
    const book = openBook()
    change(book, { leverageMax: 4, quantityMax: 8 })
    const dueMs = book.pendingLimits!.dueMs
    change(book, { leverageMax: 0.5 }, START_MS + 1_000)
    assert.isNull(waits(book))
    assert.isFalse(pass(book, START_MS + 1_000 + WAIT))
    change(book, { leverageMax: 3, quantityMax: 9 }, dueMs)
    change(book, { leverageMax: 0.5 }, dueMs + 1_000)
    // It was 0.5 before: what is said is only that it stays so. The other goes on waiting as it did.
    assert.deepEqual(waits(book), { 'position.quantityMax': 9 })
    assert.equal(book.pendingLimits!.dueMs, dueMs + WAIT)
  })

  test('a loosening can be withdrawn, and not twice', ({ assert }) => {
    const book = openBook()
    change(book, { leverageMax: 2 })
    assert.equal(carryOut(book, 'withdraw_limits').outcome.status, 'done')
    assert.isFalse(pass(book, START_MS + WAIT))
    assert.equal(carryOut(book, 'withdraw_limits').outcome.status, 'refused')
  })

  test('it waits in the snapshot as well', ({ assert }) => {
    const book = openBook()
    change(book, { leverageMax: 2 })
    const again = JSON.parse(JSON.stringify(book)) as AccountBook
    assert.isTrue(pass(again, START_MS + WAIT))
    assert.equal(again.state!.limits.portfolio.leverageMax, 2)
  })
})
