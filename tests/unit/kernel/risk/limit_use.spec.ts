import { test } from '@japa/runner'
import { limitStanding, type LimitUse } from '#kernel/risk/limit_use.js'
import type { LimitField } from '#kernel/risk/limits_change.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { KernelAccount, limitsWith } from '#tests/support/account.js'
import { buy } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

const AAPL = share('US.AAPL', { sector: 'tech' })
const KO = share('US.KO', { sector: 'food' })

/** 10,000 in cash, of which 4,000 went into 40 AAPL and 400 into 20 KO; then the limits and the bias. */
function holding(limits: RiskLimits, bias = 1): KernelAccount {
  const one = new KernelAccount([AAPL, KO])
  one.prices(100, 20)
  one.trade(buy(40), 100)
  one.trade(buy(20, { instrument: 1 }), 20)
  one.apply({ type: 'limits_changed', limits })
  one.apply({ type: 'bias_changed', bias, isLasting: true, atMs: one.atMs })
  return one
}

const useOf = (one: KernelAccount, field: LimitField): LimitUse =>
  limitStanding(one.state).uses.find((use) => use.field === field)!

test.group('how much of the limits is used', () => {
  test('a limit of units says what the largest holding leaves, in money', ({ assert }) => {
    const one = holding(limitsWith({ position: { quantityMax: 60 } }))
    assert.include(useOf(one, 'position.quantityMax'), {
      unit: 'units',
      used: 40,
      inForce: 60,
      headroom: 2000,
      about: 'US.AAPL',
    })
  })

  test('a limit of value, of instruments and of exposure', ({ assert }) => {
    const limits = limitsWith({
      position: { notionalMax: 5000, countMax: 4 },
      portfolio: { exposureFractionMax: 0.88, sectorFractionMax: 0.5 },
    })
    const one = holding(limits)
    assert.include(useOf(one, 'position.notionalMax'), { used: 4000, headroom: 1000, part: 0.8 })
    assert.include(useOf(one, 'position.countMax'), { used: 2, part: 0.5, headroom: null })
    assert.include(useOf(one, 'portfolio.exposureFractionMax'), { used: 0.44, part: 0.5 })
    assert.closeTo(useOf(one, 'portfolio.exposureFractionMax').headroom!, 4400, 1e-6)
    assert.include(useOf(one, 'portfolio.sectorFractionMax'), { about: 'tech', used: 0.4 })
    assert.equal(limitStanding(one.state).bindsFirst, 'position.notionalMax')
  })

  test('losses count against what may still be lost', ({ assert }) => {
    const limits = limitsWith({
      loss: { dailyLossMax: 1000, dailyLossFractionMax: 0.05, drawdownFractionMax: 0.1 },
    })
    const one = holding(limits)
    one.prices(90, 20)
    assert.include(useOf(one, 'loss.dailyLossMax'), { used: 400, headroom: 600 })
    assert.include(useOf(one, 'loss.dailyLossFractionMax'), { used: 0.04 })
    assert.closeTo(useOf(one, 'loss.dailyLossFractionMax').headroom!, 100, 1e-6)
    assert.closeTo(useOf(one, 'loss.drawdownFractionMax').headroom!, 600, 1e-6)
    assert.equal(limitStanding(one.state).bindsFirst, 'loss.dailyLossFractionMax')
  })

  test('the bias takes its part of every limit, and half an instrument is none', ({ assert }) => {
    const limits = limitsWith({ position: { notionalMax: 10_000, countMax: 3 } })
    const one = holding(limits, 0.5)
    assert.include(useOf(one, 'position.notionalMax'), { limit: 10_000, inForce: 5000, part: 0.8 })
    assert.include(useOf(one, 'position.countMax'), { limit: 3, inForce: 1, part: 2 })
    const none = holding(limits, 0)
    assert.include(useOf(none, 'position.notionalMax'), { inForce: 0, part: 1, headroom: 0 })
  })

  test('without limits nothing binds, and nothing is left of nothing', ({ assert }) => {
    const one = holding(limitsWith({}))
    assert.include(useOf(one, 'position.quantityMax'), { limit: null, part: null, headroom: null })
    assert.equal(limitStanding(one.state).bindsFirst, 'portfolio.leverageMax')
    assert.isNull(limitStanding(new KernelAccount([AAPL]).state).bindsFirst)
  })
})
