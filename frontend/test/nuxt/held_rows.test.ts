import { expect, it } from 'vitest'

interface Row {
  id: string
  price: number
}
const rowsOf = (text: string): Row[] => text.split(' ').map((id) => ({ id, price: 1 }))

it('rows keep their places while they are held, and fall into place afterwards', () => {
  const rows = ref(rowsOf('a b c'))
  const isHeld = ref(false)
  const shown = useHeldRows(rows, ({ id }) => id, isHeld)
  const seen = () =>
    shown.value.map(({ row, isGone }) => (isGone ? `(${row.id})` : row.id)).join(' ')
  expect(seen()).toBe('a b c')
  isHeld.value = true
  expect(seen()).toBe('a b c')
  rows.value = rowsOf('d c a')
  expect(seen()).toBe('a (b) c d')
  rows.value = [{ id: 'a', price: 2 }, ...rowsOf('e')]
  expect(seen()).toBe('a (b) (c) (d) e')
  expect(shown.value[0]!.row.price).toBe(2)
  isHeld.value = false
  expect(seen()).toBe('a e')
})

it('another list is no change of this one', () => {
  const rows = ref(rowsOf('a b'))
  const shown = useHeldRows(rows, ({ id }) => id, true)
  expect(shown.value.length).toBe(2)
  rows.value = rowsOf('x y z')
  expect(shown.value.map(({ row }) => row.id)).toEqual(['x', 'y', 'z'])
})
