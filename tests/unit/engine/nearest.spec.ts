import { test } from '@japa/runner'
import { didYouMean, nearest } from '#engine/nearest.js'

test.group('the nearest word', () => {
  const cases: [string, string[], string | null][] = [
    ['momentun', ['momentum', 'mean_reversion'], 'momentum'],
    ['MOMENTUM', ['momentum'], 'momentum'],
    ['US.APPL', ['US.AAPL', 'US.GOOG'], 'US.AAPL'],
    ['reversion', ['momentum', 'mean_reversion'], 'mean_reversion'],
    ['zzz', ['momentum', 'mean_reversion'], null],
    ['US.IBM', ['US.BAC'], null],
    ['fst', ['fast', 'slow'], 'fast'],
    ['', ['fast'], null],
    ['fast', [], null],
  ]
  for (const [word, candidates, expected] of cases) {
    test(`"${word}" among ${candidates.join(', ') || 'nothing'} is ${expected}`, ({ assert }) => {
      assert.equal(nearest(word, candidates), expected)
    })
  }

  test('is said as a question, or not at all', ({ assert }) => {
    assert.equal(didYouMean('fst', ['fast']), '; did you mean fast?')
    assert.equal(didYouMean('fst', []), '')
  })
})
