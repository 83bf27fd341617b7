import { expect, it } from 'vitest'
import { findIn, fitOf } from '../../app/utils/find'
import { keyReader, PAGE_LETTERS } from '../../app/utils/keys'

const plain = {
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isTyping: false,
}

it('g and a letter lead to a page, in time and not in a field', () => {
  let now = 0
  const read = keyReader(() => now)
  const press = (key: string, more = {}) => read({ ...plain, key, ...more }, true)
  expect(press('g')).toBeNull()
  expect(press('o')).toEqual({ does: 'go', page: 'orders' })
  expect(press('o')).toBeNull()
  press('g')
  now += 1_600
  expect(press('o')).toBeNull()
  press('g', { isTyping: true })
  expect(press('o')).toBeNull()
  press('g')
  expect(press('z')).toBeNull()
  expect(press('/')).toEqual({ does: 'filter' })
  expect(press('?', { shiftKey: true })).toEqual({ does: 'sheet' })
  expect([press('j'), press('k')]).toEqual([
    { does: 'row', step: 1 },
    { does: 'row', step: -1 },
  ])
  expect(press('e')).toEqual({ does: 'export' })
  press('g')
  expect(press('e')).toEqual({ does: 'go', page: 'settings' })
})

it('letters may be switched off; stop and the palette are heard everywhere', () => {
  const read = keyReader(() => 0)
  const typing = { ...plain, ctrlKey: true, isTyping: true }
  expect(read({ ...plain, key: '/' }, false)).toBeNull()
  expect(read({ ...typing, key: '>', shiftKey: true }, false)).toEqual({ does: 'stop' })
  for (const key of ['Process', '。', '：']) {
    expect(read({ ...typing, key, code: 'Period', shiftKey: true }, false)).toEqual({
      does: 'stop',
    })
  }
  expect(read({ ...typing, key: 'k' }, false)).toEqual({ does: 'palette' })
  expect(read({ ...typing, ctrlKey: false, metaKey: true, key: 'k' }, false)).toEqual({
    does: 'palette',
  })
})

it('no two pages have one letter', () => {
  const letters = Object.values(PAGE_LETTERS)
  expect(new Set(letters).size).toBe(letters.length)
})

it('every word that is looked for must be there; beginnings count more', () => {
  expect(fitOf('stop', 'Orders')).toBeNull()
  expect(fitOf('ord act', 'Orders')).toBeNull()
  const texts = ['Reorder', 'US.ORDR', 'Orders']
  expect(findIn(texts, 'ord', (one) => one)).toEqual(['Orders', 'US.ORDR', 'Reorder'])
  expect(findIn(texts, '', (one) => one)).toEqual(texts)
  expect(findIn(['总览', '订单'], '订', (one) => one)).toEqual(['订单'])
})
