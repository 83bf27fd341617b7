import { expect, it } from 'vitest'
import type { Setting } from '../../shared/types/settings'
import { readTyped, settingFits, settingText, typedText } from '../../app/utils/settingText'

const words = {
  t: (key: string, values = {}) => [key, ...Object.values(values)].join(' '),
  te: () => false,
}
const loss: Setting = {
  key: 'limits.dailyLossFractionMax',
  section: 'limits',
  label: 'Loss of a day',
  says: 'As part of the equity.',
  type: 'number',
  unit: 'fraction',
  min: 0,
  max: 1,
  isWhole: false,
  choices: null,
  none: 'no limit',
  variable: null,
  holds: 'now',
  isSecret: false,
  isFixed: false,
  value: 0.07,
  isSet: true,
  default: 0.05,
  source: 'database',
  changedBy: 'Olga',
  changedAt: '2026-11-22T17:00:00.000Z',
  isWaiting: false,
  fault: null,
}

it('a part of one is typed and read as percent, without a digit too many', () => {
  expect(typedText(loss, 0.07)).toBe('7')
  expect(settingText(loss, 0.07, 'en', words)).toBe('settings.unit.fraction 7')
  expect(readTyped(loss, '7', 'en')).toEqual({ value: 0.07 })
  expect(readTyped(loss, '0.29', 'en')).toEqual({ value: 0.0029 })
})

it('nothing is "none" where that is a value, else a fault', () => {
  expect(readTyped(loss, ' ', 'en')).toEqual({ value: null })
  expect(readTyped({ ...loss, none: null }, '', 'en')).toEqual({ fault: 'missing' })
  expect(readTyped({ ...loss, isSecret: true }, '', 'en')).toEqual({ fault: 'missing' })
  expect(settingText(loss, null, 'en', words)).toBe('no limit')
})

it.each(['101', '-1', 'five', '7%', '1,5', 'NaN', '0x7'])('"%s" is no value of it', (text) => {
  expect(readTyped(loss, text, 'en')).toMatchObject({
    fault: 'range',
    values: { min: '0', max: '100' },
  })
})

it('a whole number has no decimals', () => {
  const days = { ...loss, unit: 'days' as const, max: 3_650, isWhole: true }
  expect(readTyped(days, '1.5', 'en')).toMatchObject({ fault: 'whole' })
  expect(readTyped(days, '90', 'en')).toEqual({ value: 90 })
})

it('a secret that is set is never shown', () => {
  const secret = { ...loss, type: 'text' as const, unit: null, isSecret: true, value: null }
  expect(settingText(secret, null, 'en', words)).toBe('settings.secret_set')
  expect(settingText({ ...secret, isSet: false }, null, 'en', words)).toBe('no limit')
})

it('a search finds keys, labels and variables, all words of it', () => {
  expect(settingFits(loss, 'LOSS day', words)).toBe(true)
  expect(settingFits(loss, 'dailyloss', words)).toBe(true)
  expect(settingFits({ ...loss, variable: 'AQ_LOSS' }, 'aq_loss', words)).toBe(true)
  expect(settingFits(loss, 'loss redis', words)).toBe(false)
})
