import { describe, expect, it } from 'vitest'
import {
  formatDecimal,
  formatPercent,
  formatPrice,
  formatQuantity,
  formatTime,
} from '../../app/utils/format'

describe('figures', () => {
  it('rounds the text itself, not a double made of it', () => {
    expect(formatDecimal('12345678901234567.89', 'en')).toBe('12,345,678,901,234,567.89')
    expect(formatDecimal('1.005', 'en')).toBe('1.01')
  })
  it('has a true minus, and a sign on gains where it is wanted', () => {
    expect(formatDecimal('-1284.5', 'en')).toBe('−1,284.50')
    expect(formatDecimal('12', 'en', { isSigned: true })).toBe('+12.00')
    expect(formatDecimal('0', 'en', { isSigned: true })).toBe('0.00')
  })
  it('shows a dash for what is none', () => {
    for (const odd of [null, undefined, '', 'NaN', '<b>1</b>']) {
      expect(formatDecimal(odd, 'en')).toBe('–')
    }
    expect(formatPercent(null, 'en')).toBe('–')
  })
  it('keeps the digits of a price and leaves whole quantities whole', () => {
    expect(formatPrice('0.1234', 'en')).toBe('0.1234')
    expect(formatPrice('98', 'en')).toBe('98.00')
    expect(formatQuantity('10', 'en')).toBe('10')
    expect(formatQuantity('0.125', 'en')).toBe('0.125')
  })
  it('tells the day only of another day', () => {
    const now = Date.parse('2026-03-02T20:00:00Z')
    expect(formatTime('2026-03-02T15:30:05Z', 'en-GB', 'America/New_York', now)).toBe('10:30:05')
    expect(formatTime('2026-02-27T15:30:05Z', 'en-GB', 'America/New_York', now)).toMatch(
      /27 Feb.*10:30:05/
    )
  })
})

it('writes prices with two digits, or with four where two are not enough', () => {
  const prices = ['110.4', '110.419', '1.05', '0.0001', '98', '109.69999'].map((one) =>
    formatPrice(one, 'en')
  )
  expect(prices).toEqual(['110.40', '110.4190', '1.05', '0.0001', '98.00', '109.70'])
})
