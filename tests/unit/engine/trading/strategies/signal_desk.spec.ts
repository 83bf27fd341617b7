import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { emptyBook } from '#engine/trading/account_book.js'
import type { Arrival } from '#engine/trading/arrival.js'
import {
  LATE_MS,
  SIGNAL_RATE,
  SignalDesk,
  type Said,
} from '#engine/trading/strategies/signal_desk.js'
import { FIELD, RECORD_LENGTH, SIGNAL_TYPE } from '#kernel/signal/signal_record.js'
import { approval } from '#kernel/risk/verdict.js'

const NOW = 1_000_000

/** A desk of a strategy that trades instruments 4 and 2 of its account. */
function desk({ isWarmingUp = false } = {}) {
  const offered: (Arrival & { type: 'signal' })[] = []
  const notes: string[] = []
  const clock = new VirtualClock(NOW)
  const signals = new SignalDesk(
    { name: 'one', strategy: 3, instruments: [4, 2], isWarmingUp: () => isWarmingUp },
    {
      desk: {
        account: 'a',
        environment: 'paper',
        book: () => emptyBook('a'),
        offer: (...all) => void offered.push(...(all as typeof offered)),
        settled: async () => {},
        history: null,
      },
      clock,
      rules: { verdictsOn: async () => [approval('plugin:cap')] },
      note: (_level, text) => void notes.push(text),
    }
  )
  return { signals, offered, notes, clock }
}

/** An order for 5 units of the first instrument, or what `fields` make of it. */
function record(fields: Partial<Record<keyof typeof FIELD, number>> = {}): number[] {
  const row = new Array<number>(RECORD_LENGTH).fill(0)
  const all = { type: SIGNAL_TYPE.order, side: 1, size: 5, reference: 1, ...fields }
  for (const [name, value] of Object.entries(all)) row[FIELD[name as keyof typeof FIELD]] = value
  return row
}

function said(records: readonly number[][], over: Partial<Said> = {}): Said {
  const times = { sinceMs: NOW, askedMs: NOW, answeredMs: NOW }
  const signals = records.map((one) => ({ type: 'signal', record: one, reason: 'why' }) as const)
  return { signals, ...times, state: '{}', ...over }
}

test.group('SignalDesk', () => {
  test('names the account, its instruments, the verdicts and what was seen', async ({ assert }) => {
    const { signals, offered } = desk()
    await signals.follow(said([record(), record({ instrument: 1, side: -1 })]))
    assert.deepEqual(
      offered.map(({ signal }) => [signal.strategy, signal.instrument, signal.reason]),
      [
        [3, 4, 'why'],
        [3, 2, 'why'],
      ]
    )
    assert.deepEqual(offered[0]?.pluginVerdicts, [approval('plugin:cap')])
    assert.containsSubset(offered[0]?.seen, { state: '{}', askedMs: NOW, judgedMs: NOW })
  })

  test('drops what is said of an instrument that warms up', async ({ assert }) => {
    const { signals, offered, notes } = desk({ isWarmingUp: true })
    await signals.follow(said([record()]))
    assert.isEmpty(offered)
    assert.isEmpty(notes)
  })

  for (const [name, fields] of [
    ['an instrument that it does not trade', { instrument: 2 }],
    ['half an instrument', { instrument: 0.5 }],
    ['no instrument', { instrument: Number.NaN }],
    ['a type that there is not', { type: 9 }],
    ['a side that there is not', { side: 7 }],
    ['an unknown size', { sizeKind: 4 }],
    ['a reference below 0', { reference: -1 }],
    ['an unknown order type', { orderType: 17 }],
  ] as const) {
    test(`notes rubbish and takes what comes after it: ${name}`, async ({ assert }) => {
      const { signals, offered, notes } = desk()
      await signals.follow(said([record(fields), record({ reference: 2 })]))
      assert.deepEqual(
        offered.map(({ signal }) => signal.reference),
        [2]
      )
      assert.lengthOf(notes, 1)
      assert.include(notes[0], 'cannot be read')
    })
  }

  test('lets what answers old news open nothing', async ({ assert }) => {
    const { signals, offered } = desk()
    await signals.follow(said([record()], { sinceMs: NOW - LATE_MS }))
    await signals.follow(said([record()], { sinceMs: NOW - LATE_MS - 1 }))
    const late = offered.map(({ pluginVerdicts }) => pluginVerdicts.at(-1)?.rule)
    assert.deepEqual(late, ['plugin:cap', 'plugin:late_answer'])
    assert.containsSubset(offered[1]?.pluginVerdicts.at(-1), { decision: 'deny', allowed: 0 })
  })

  test('takes so many at once and so many a second, but never holds up a way out', async ({
    assert,
  }) => {
    const { signals, offered, notes, clock } = desk()
    for (let k = 0; k < SIGNAL_RATE.burst + 3; k++) await signals.follow(said([record()]))
    assert.lengthOf(offered, SIGNAL_RATE.burst)
    assert.lengthOf(notes, 3)
    await signals.follow(said([record({ type: SIGNAL_TYPE.cancel })]))
    await signals.follow(said([record({ type: SIGNAL_TYPE.target, size: 0 })]))
    assert.lengthOf(offered, SIGNAL_RATE.burst + 2)
    clock.advanceTo(NOW + 1_000)
    for (let k = 0; k < 30; k++) await signals.follow(said([record()]))
    assert.lengthOf(offered, SIGNAL_RATE.burst + 2 + SIGNAL_RATE.perSecond)
  })
})
