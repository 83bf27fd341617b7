import { test } from '@japa/runner'
import { lookAlike } from '#engine/plugin_registry/look_alike.js'
import { plainLetters } from '#engine/plugin_registry/plain_letters.js'

const KNOWN = ['momentum', 'mean-reversion', 'turn_of_month', 'rsi14', 'volatility_bias']

const MISTAKEN: readonly (readonly [string, string, RegExp])[] = [
  ['momentun', 'momentum', /^differs from "momentum" by one letter$/],
  ['momentu', 'momentum', /one letter/],
  ['momentumm', 'momentum', /one letter/],
  ['mometnum', 'momentum', /one letter/],
  ['omentum', 'momentum', /one letter/],
  ['momenturn', 'momentum', /^looks like "momentum"$/],
  ['m0mentum', 'momentum', /^looks like/],
  ['mean_reversion', 'mean-reversion', /^looks like/],
  ['mean-reverslon', 'mean-reversion', /^looks like/],
  ['turn-0f_m0nth', 'turn_of_month', /^looks like/],
  ['rsl14', 'rsi14', /^looks like/],
  ['rsil4', 'rsi14', /^looks like/],
  ['voIatility_bias', 'volatility_bias', /looks like/],
  ['Momentum', 'momentum', /^is written with capitals; the plugin is "momentum"$/],
  ['mоmentum', 'momentum', /^looks like "momentum" but is written with о \(U\+043E\)$/],
  ['ｍomentum', 'momentum', /U\+FF4D/],
  ['mo\u200bmentum', 'momentum', /\\u200b \(U\+200B\)/],
  ['mean‑reversion', 'mean-reversion', /U\+2011/],
  ['мοmеntum', 'momentum', /U\+043C.*U\+03BF.*U\+0435/],
  ['moméntum', 'momentum', /é \(U\+00E9\)/],
]

test.group('look-alike ids', () => {
  for (const [id, other, why] of MISTAKEN) {
    test(`${JSON.stringify(id)} can be mistaken for ${other}`, ({ assert }) => {
      const found = lookAlike(id, KNOWN)
      assert.equal(found?.id, other)
      assert.match(found!.why, why)
    })
  }

  for (const id of [
    'momentum',
    'breakout',
    'mention',
    'mean',
    'rsi_2',
    'momentum_pro',
    'volatility',
  ]) {
    test(`${id} is mistaken for none`, ({ assert }) => {
      assert.isNull(lookAlike(id, KNOWN))
    })
  }

  test('names the plugin that it looks like before one that is a letter away', ({ assert }) => {
    assert.equal(lookAlike('rn0mentum', ['romentum', 'momentum'])?.id, 'momentum')
  })

  test('reads what people see', ({ assert }) => {
    assert.equal(plainLetters('ΜＯＭΕΝТUМ'), 'uomevtum'.replace('u', 'u'))
    assert.equal(plainLetters('раураl'), 'paypal')
    assert.equal(plainLetters('漢'), '漢')
  })
})
