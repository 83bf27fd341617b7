import { expect, it } from 'vitest'
import { sessionAt, venueOf } from '../../app/utils/venue'

const at = (text: string) => Date.parse(text)
const DAYS = [
  {
    date: '2026-11-20',
    periods: [
      { open: '2026-11-20T01:30:00.000Z', close: '2026-11-20T04:00:00.000Z' },
      { open: '2026-11-20T05:00:00.000Z', close: '2026-11-20T08:00:00.000Z' },
    ],
  },
  { date: '2026-11-23', periods: [] },
  {
    date: '2026-11-24',
    periods: [{ open: '2026-11-24T01:30:00.000Z', close: '2026-11-24T08:00:00.000Z' }],
  },
]

it.each([
  ['before the first bell', '2026-11-20T01:00:00Z', false, '2026-11-20T01:30:00Z'],
  ['at the bell', '2026-11-20T01:30:00Z', true, '2026-11-20T04:00:00Z'],
  ['in the lunch break', '2026-11-20T04:30:00Z', false, '2026-11-20T05:00:00Z'],
  ['at the close', '2026-11-20T08:00:00Z', false, '2026-11-24T01:30:00Z'],
  ['over a weekend and a holiday', '2026-11-22T12:00:00Z', false, '2026-11-24T01:30:00Z'],
])('a market %s', (_, now, isOpen, changes) => {
  expect(sessionAt(DAYS, at(now))).toEqual({ isOpen, changesMs: at(changes) })
})

it('after the days that are known nothing is said of the next bell', () => {
  expect(sessionAt(DAYS, at('2026-12-01T00:00:00Z'))).toEqual({ isOpen: false, changesMs: null })
})

it('the market is what stands before the first point of a symbol', () => {
  expect([venueOf('HK.00700'), venueOf('US.BRK.B'), venueOf('XX.A'), venueOf('')]).toEqual([
    'HK',
    'US',
    null,
    null,
  ])
})
