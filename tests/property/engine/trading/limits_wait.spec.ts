import { test } from '@japa/runner'
import fc from 'fast-check'
import { LOOSENING_DELAY_MS } from '#engine/risk/pending_limits.js'
import { applyEntry, emptyBook, stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { dueLimits } from '#engine/trading/commands/change_limits.js'
import { translateCommand } from '#engine/trading/commands/translate_command.js'
import type { Translation } from '#engine/trading/translation.js'
import {
  LIMIT_FIELDS,
  limitOf,
  patchLimits,
  type LimitField,
  type LimitsPatch,
  type LimitValue,
} from '#kernel/risk/limits_change.js'
import type { JournalEntry } from '#ports/journal.js'
import { accountSettings } from '#tests/support/trading_account.js'

/* However limits are changed and withdrawn: nothing is loosened that did not wait. */

const RUNS = { numRuns: 500 }

const value = (field: LimitField): fc.Arbitrary<LimitValue> => {
  if (field === 'loss.haltOnDailyLoss') return fc.boolean()
  if (field === 'portfolio.leverageMax') return fc.constantFrom(0.5, 1, 2, 4)
  if (field === 'position.countMax') return fc.constantFrom(null, 0, 3, 7)
  return fc.constantFrom(null, 0.25, 0.5, 0.75, 1)
}

const patch: fc.Arbitrary<LimitsPatch> = fc
  .uniqueArray(fc.constantFrom(...LIMIT_FIELDS), { minLength: 1, maxLength: 3 })
  .chain((fields) => fc.record(Object.fromEntries(fields.map((one) => [one, value(one)]))))

/** A change (or with `null` a withdrawal) after so many seconds; and whether the engine starts anew before it. */
const happenings = fc.array(
  fc.record({
    afterS: fc.integer({ min: 0, max: 45 }),
    limits: fc.option(patch, { freq: 6 }),
    isRestart: fc.boolean(),
  }),
  { maxLength: 40 }
)

/** How loose a limit is: larger is looser. */
function looseness(given: LimitValue): number {
  if (given === null) return Infinity
  if (typeof given === 'boolean') return given ? 0 : 1
  return given
}

function follow(book: AccountBook, translation: Translation, nowMs: number): boolean {
  if (translation.type !== 'entries') return false
  for (const entry of translation.entries) {
    applyEntry(book, JSON.parse(JSON.stringify(entry)) as JournalEntry, nowMs)
  }
  return true
}

test.group('limits over time', () => {
  test('what leaves more room was asked for half a minute before, and not taken back', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        let book = emptyBook('unit')
        const settings = accountSettings('unit')
        applyEntry(book, { type: 'account_opened', settings }, 0)
        const asked: { atMs: number; limits: LimitsPatch | null }[] = []
        let nowMs = 1_000_000
        for (const { afterS, limits, isRestart } of list) {
          const nextMs = nowMs + afterS * 1_000
          for (; nowMs <= nextMs; nowMs += 1_000) {
            const before = stateOf(book).limits
            if (!follow(book, dueLimits(book, nowMs), nowMs)) continue
            for (const field of LIMIT_FIELDS) {
              const after = limitOf(stateOf(book).limits, field)
              if (looseness(after) <= looseness(limitOf(before, field))) continue
              checkWaited(asked, { field, value: after, nowMs })
            }
          }
          nowMs = nextMs
          if (isRestart) book = JSON.parse(JSON.stringify(book)) as AccountBook
          const before = stateOf(book).limits
          const kind = limits === null ? 'withdraw_limits' : 'change_limits'
          const row = { id: 'c', account: 'unit', kind, body: { limits }, actor: 'a' }
          const context = { nowMs, pluginVerdicts: [] }
          follow(book, translateCommand(book, { ...row, expiresMs: null }, context), nowMs)
          asked.push({ atMs: nowMs, limits })
          for (const field of LIMIT_FIELDS) {
            const after = looseness(limitOf(stateOf(book).limits, field))
            const was = looseness(limitOf(before, field))
            if (after > was) throw new Error(`${field} was loosened at once`)
            const wanted = limits?.[field]
            if (wanted !== undefined && looseness(wanted) < was && after !== looseness(wanted)) {
              throw new Error(`${field} was not tightened at once`)
            }
          }
        }
      }),
      RUNS
    )
  })

  test('a patch changes what it names and nothing else', () => {
    fc.assert(
      fc.property(patch, patch, (first, second) => {
        const before = patchLimits(accountSettings('unit').limits, first)
        const after = patchLimits(before, second)
        for (const field of LIMIT_FIELDS) {
          const wanted = field in second ? second[field] : limitOf(before, field)
          if (limitOf(after, field) !== wanted) throw new Error(field)
        }
      }),
      RUNS
    )
  })
})

/** The last word about a limit was this value, and nothing was withdrawn after it, for all of the delay. */
function checkWaited(
  asked: readonly { readonly atMs: number; readonly limits: LimitsPatch | null }[],
  loosened: { readonly field: LimitField; readonly value: LimitValue; readonly nowMs: number }
): void {
  const { field, value: held, nowMs } = loosened
  const last = asked.findLast(({ limits }) => limits === null || field in limits)
  if (last?.limits?.[field] !== held) throw new Error(`${field} is ${held}, which nobody wants`)
  if (nowMs - last.atMs < LOOSENING_DELAY_MS) throw new Error(`${field} waited too short`)
}
