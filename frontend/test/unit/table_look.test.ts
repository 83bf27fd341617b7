import { expect, it } from 'vitest'
import { arranged, isShown, moved, PLAIN_LOOK, widened } from '../../app/utils/table_look'

const columns = ['name', 'a', 'b', 'c'].map((key) => ({ key, isExtra: key === 'c' }))
const keysOf = (list: readonly { key: string }[]) => list.map(({ key }) => key).join(' ')

it('a column moves one place; new columns of a later version follow those that were put in order', () => {
  const once = moved(columns, PLAIN_LOOK, { key: 'c', step: -1 })
  expect(keysOf(arranged(columns, once))).toBe('name a c b')
  const more = [...columns, { key: 'd' }]
  expect(keysOf(arranged(more, once))).toBe('name a c b d')
  expect(moved(columns, once, { key: 'a', step: -1 })).toBe(once)
  expect(moved(columns, once, { key: 'name', step: 1 })).toBe(once)
})

it('what is extra is hidden until it is chosen, widths have bounds', () => {
  expect(columns.map((one) => isShown(one, PLAIN_LOOK))).toEqual([true, true, true, false])
  expect(isShown(columns[3]!, { ...PLAIN_LOOK, shown: { c: true } })).toBe(true)
  expect(widened(PLAIN_LOOK, 'a', 3).widths).toEqual({ a: 60 })
  expect(widened(PLAIN_LOOK, 'a', 100.4).widths).toEqual({ a: 100 })
})
