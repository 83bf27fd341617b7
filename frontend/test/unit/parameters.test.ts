import { expect, it } from 'vitest'
import { parameterFaults } from '../../app/utils/parameters'

const DECLARED = {
  fast: { type: 'integer', default: 10, min: 1, max: 500 },
  part: { type: 'number', default: 0.5, min: 0, max: 1 },
  mode: { type: 'choice', default: 'a', options: ['a', 'b'] },
} as const
const faultsOf = (given: Record<string, string>) =>
  parameterFaults(DECLARED as never, given, (key) => key)

it('takes what a plugin accepts', () => {
  expect(faultsOf({ fast: '20', part: '.25', mode: 'b' })).toEqual({})
  expect(faultsOf({})).toEqual({})
})

it('names what it does not', () => {
  expect(faultsOf({ fast: '2.5' })).toEqual({ fast: 'draft.whole' })
  expect(faultsOf({ fast: '501', part: 'much' })).toEqual({
    fast: 'draft.whole',
    part: 'draft.number',
  })
  expect(faultsOf({ slow: '1' })).toEqual({ slow: 'draft.unknown' })
})
