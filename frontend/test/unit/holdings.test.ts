import { describe, expect, test } from 'vitest'
import type { Position } from '#shared/types/api'
import type { Holding } from '#shared/types/portfolio'
import { groupHeld, heldRows, totalOf } from '../../app/utils/holdings'

const AT = '2026-01-05T15:00:00.000Z'
const position = (strategy: string, more: Partial<Position> = {}): Position => ({
  ...{ strategy, symbol: 'US.AAPL', quantity: '10', averageCost: '100', price: '106' },
  ...{ value: '1060', realised: '0', fees: '1', updatedAt: AT },
  ...more,
})
const holding: Holding = {
  ...{ strategy: 'trend', symbol: 'US.AAPL', quantity: '10', averageCost: '100', price: '105' },
  ...{
    value: '1050',
    basis: '1000',
    realised: '0',
    fees: '1',
    income: '0',
    today: '-20',
    openedAt: AT,
  },
}
const rowsOf = (positions: Position[]) =>
  heldRows(positions, { holdings: [holding], equity: '10600', differences: [] })

describe('positions as the page shows them', () => {
  test('the day is brought up to the newest price', () => {
    const [row] = rowsOf([position('trend')])
    expect(row).toMatchObject({ today: '-10', unrealised: '60', weight: 0.1, openedAt: AT })
  })
  test('of another quantity the day is not known until it is reckoned', () => {
    const [row] = rowsOf([position('trend', { quantity: '5', value: '530' })])
    expect(row).toMatchObject({ today: null, unrealised: '30' })
  })
  test('trading by hand comes last, and a sum without all of its parts is none', () => {
    const groups = groupHeld(
      rowsOf([position('manual'), position('trend'), position('alpha')]),
      'strategy'
    )
    expect(groups.map(({ name }) => name)).toEqual(['alpha', 'trend', 'manual'])
    expect(groups.map(({ today }) => today)).toEqual([null, '-10', null])
    expect(
      totalOf(
        '',
        groups.flatMap(({ rows }) => rows)
      )
    ).toMatchObject({ value: '3180', today: null })
  })
})
