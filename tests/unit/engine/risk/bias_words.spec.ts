import { test } from '@japa/runner'
import fc from 'fast-check'
import { combinedBias, withWord, type BiasWords } from '#engine/risk/bias_words.js'
import { effectiveBias } from '#kernel/risk/bias.js'
import type { BiasWord } from '#ports/risk_records.js'
import { carryOut, follow, openBook, seePrice, START_MS } from '../trading/commands/carry_out.js'
import { translateBias } from '#engine/trading/commands/set_bias.js'

const words: fc.Arbitrary<BiasWords> = fc.dictionary(
  fc.constantFrom('person', 'agent:a', 'agent:b'),
  fc.record({
    bias: fc.constantFrom(0, 0.25, 0.5, 0.75, 1),
    isLasting: fc.boolean(),
    atMs: fc.integer({ min: 0, max: 4_000_000 }),
  })
)

/** What one word counts as at a moment. */
function counts({ bias, isLasting, atMs }: BiasWord, nowMs: number): number {
  return effectiveBias({ riskBias: bias, riskBiasMs: isLasting ? null : atMs, nowMs })
}

test.group('words about the risk bias', () => {
  test('together count as the smallest of what each counts as, at every moment', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 4_000_000, max: 8_000_000 }), (given, nowMs) => {
        const single = Object.values(given).map((word) => counts(word, nowMs))
        const expected = Math.min(1, ...single)
        const all = counts(combinedBias(given, 1, 4_000_000), nowMs)
        if (all !== expected) throw new Error(`${all}, not ${expected}`)
      })
    )
  })

  test('an agent cannot loosen what a person set, nor a person what an agent did', ({ assert }) => {
    const book = openBook()
    const bias = () => effectiveBias(book.state!)
    const say = (value: number | null, nowMs = START_MS) =>
      follow(
        book,
        translateBias(
          book,
          { source: 'agent:a', bias: value, isLasting: false, actor: 'agent:a', reason: 'calm' },
          nowMs
        ),
        nowMs
      )
    carryOut(book, 'set_bias', { bias: 0.3, lasting: true })
    say(1)
    assert.equal(bias(), 0.3)
    say(0.2)
    const { outcome } = carryOut(book, 'set_bias', { bias: 1, lasting: true })
    assert.deepInclude(outcome.detail, { effective: 0.2, sources: ['agent:a'] })
    say(0.9)
    assert.equal(bias(), 0.9)
    seePrice(book, 0, 100, START_MS + 30 * 60_000 + 1)
    assert.equal(bias(), 0.5)
    say(null, START_MS + 31 * 60_000)
    assert.equal(bias(), 1)
    assert.deepEqual(Object.keys(book.biasWords), ['person'])
  })

  test('what an agent repeats is a row once a minute, and what is no bias none', ({ assert }) => {
    const book = openBook()
    const said = { source: 'agent:a', isLasting: false, actor: 'agent:a', reason: 'storm' }
    const say = (bias: number | null, nowMs: number) => {
      const translation = translateBias(book, { ...said, bias }, nowMs)
      if (translation.type === 'entries') follow(book, translation, nowMs)
      return translation.type
    }
    const kinds = [
      [0.5, 0],
      [0.5, 59_999],
      [0.5, 60_000],
      [0.4, 60_001],
      [NaN, 60_002],
      [-1, 60_003],
      [null, 60_004],
      [null, 60_005],
    ] as const
    assert.deepEqual(
      kinds.map(([bias, afterMs]) => say(bias, START_MS + afterMs)),
      ['entries', 'nothing', 'entries', 'entries', 'nothing', 'nothing', 'entries', 'nothing']
    )
    assert.deepEqual(withWord(book.biasWords, 'agent:a', null), {})
  })

  test('a bias of 0 lets nothing be opened and halts nobody', ({ assert }) => {
    const settings = openBook().state!.settings
    const limits = { ...settings.limits, loss: { ...settings.limits.loss, haltOnDailyLoss: true } }
    const book = openBook({
      limits: { ...limits, loss: { ...limits.loss, dailyLossFractionMax: 0.05 } },
    })
    carryOut(book, 'set_bias', { bias: 0 })
    seePrice(book, 0, 100, START_MS + 1)
    assert.equal(book.state!.mode, 'active')
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: 1 }
    assert.equal(carryOut(book, 'place_order', order).outcome.status, 'refused')
    assert.equal(carryOut(book, 'resume').outcome.status, 'done')
  })
})
