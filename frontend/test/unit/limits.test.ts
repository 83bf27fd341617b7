import { expect, it } from 'vitest'
import { limitChanges, limitText, nearnessOf, readLimit } from '../../app/utils/limits'

const NOW = {
  limits: {
    position: { quantityMax: 100, notionalMax: null, countMax: null },
    portfolio: { exposureFractionMax: 0.07, sectorFractionMax: null, leverageMax: 1 },
    loss: { haltOnDailyLoss: true },
  },
}

it('reads fractions in percent, exactly, and nothing as no limit', () => {
  expect(readLimit('portfolio.exposureFractionMax', '7')).toBe(0.07)
  expect(limitText('portfolio.exposureFractionMax', 0.07)).toBe('7')
  expect(readLimit('position.quantityMax', ' ')).toBeNull()
  expect(readLimit('position.quantityMax', '1e3')).toBeUndefined()
  expect(readLimit('loss.haltOnDailyLoss', 'no')).toBe(false)
})

it('tells what loosens from what tightens, each limit for itself', () => {
  const patch = {
    'position.quantityMax': 80,
    'position.notionalMax': 5_000,
    'portfolio.leverageMax': 1,
    'loss.haltOnDailyLoss': false,
    'portfolio.exposureFractionMax': null,
  }
  expect(limitChanges(NOW, patch).map(({ field, isLooser }) => [field, isLooser])).toEqual([
    ['position.quantityMax', false],
    ['position.notionalMax', false],
    ['portfolio.exposureFractionMax', true],
    ['loss.haltOnDailyLoss', true],
  ])
})

it('is full at the limit, not before', () => {
  expect([null, 0.5, 0.7, 0.999, 1, 3].map((part) => nearnessOf({ part }))).toEqual([
    'none',
    'calm',
    'near',
    'near',
    'full',
    'full',
  ])
})
