import { describe, expect, it } from 'vitest'
import { fractionOf, fromMicros, openResult, sumOf, toMicros } from '../../app/utils/money'

describe('money', () => {
  it('adds decimal texts exactly', () => {
    expect(sumOf(['0.1', '0.2', '-0.3'])).toBe('0')
    expect(sumOf(['9007199254740993.000001', '-0.000001'])).toBe('9007199254740993')
    expect(sumOf([])).toBe('0')
  })
  it('goes to millionths and back', () => {
    for (const text of ['0', '-0.5', '12.000001', '-1234567.89']) {
      expect(fromMicros(toMicros(text))).toBe(text)
    }
    expect(() => toMicros('1e5')).toThrow(/no decimal/)
  })
  it('tells what a position would bring beyond its cost, short ones too', () => {
    expect(openResult({ value: '1000', quantity: '10', averageCost: '90.5' })).toBe('95')
    expect(openResult({ value: '-1000', quantity: '-10', averageCost: '110' })).toBe('100')
  })
  it('knows no part of nothing', () => {
    expect(fractionOf('250', '1000')).toBe(0.25)
    expect(fractionOf('1', '0')).toBeNull()
  })
})
