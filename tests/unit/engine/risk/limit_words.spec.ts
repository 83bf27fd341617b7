import { test } from '@japa/runner'
import { limitLines, limitText, patchText, readLimitWords } from '#engine/risk/limit_words.js'
import { partChange } from '#kernel/risk/limits_change.js'
import { limitsWith } from '#tests/support/account.js'

test.group('limits as people type them', () => {
  test('numbers, percentages, none, yes and no', ({ assert }) => {
    const words = ['quantityMax=100', 'loss.dailyLossFractionMax=7%', 'countMax=none']
    assert.deepEqual(readLimitWords([...words, 'haltOnDailyLoss=yes']), {
      ok: true,
      value: {
        'position.quantityMax': 100,
        'loss.dailyLossFractionMax': 0.07,
        'position.countMax': null,
        'loss.haltOnDailyLoss': true,
      },
    })
  })

  test('what cannot be read is named', ({ assert }) => {
    for (const [word, sentence] of [
      ['quantityMax', /"quantityMax" must look like/],
      ['=5', /"=5" must look like/],
      ['quantity=5', /no limit "quantity"/],
      ['quantityMax=', /quantityMax must be a number.*was ""/],
      ['quantityMax=-5', /was "-5"/],
      ['quantityMax=1e3', /was "1e3"/],
      ['quantityMax=0x10', /was "0x10"/],
      ['quantityMax=toString', /was "toString"/],
    ] as const) {
      const read = readLimitWords([word])
      assert.isFalse(read.ok, word)
      if (!read.ok) assert.match(read.failure, sentence)
    }
    assert.isFalse(readLimitWords([]).ok)
    assert.isFalse(readLimitWords(['countMax=1', 'position.countMax=2']).ok)
  })

  test('are shown as they would be typed', ({ assert }) => {
    assert.equal(limitText('portfolio.exposureFractionMax', 0.07), '7 %')
    assert.equal(limitText('position.countMax', null), 'none')
    assert.equal(
      patchText({ 'loss.haltOnDailyLoss': false, 'position.countMax': 3 }),
      'countMax 3, haltOnDailyLoss no'
    )
    assert.lengthOf(limitLines(limitsWith({})), 11)
  })

  test('every limit counts for itself', ({ assert }) => {
    const limits = limitsWith({ position: { quantityMax: 10 }, loss: { haltOnDailyLoss: true } })
    assert.deepEqual(
      partChange(limits, {
        'position.quantityMax': null,
        'position.countMax': 4,
        'portfolio.leverageMax': 1,
        'loss.haltOnDailyLoss': false,
        'loss.dailyLossMax': null,
      }),
      {
        tighter: { 'position.countMax': 4 },
        looser: { 'position.quantityMax': null, 'loss.haltOnDailyLoss': false },
      }
    )
  })
})
