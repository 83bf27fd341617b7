import { expect, it } from 'vitest'
import { readParameters } from '../../app/utils/parameters'

it('reads one parameter a line and names the first line that is none', () => {
  expect(readParameters(' fast = 5\n\nslow=20 ')).toEqual({
    values: { fast: '5', slow: '20' },
    odd: null,
  })
  expect(readParameters('note=a=b').values).toEqual({ note: 'a=b' })
  expect(readParameters('fast=5\nfast 5').odd).toBe('fast 5')
})
