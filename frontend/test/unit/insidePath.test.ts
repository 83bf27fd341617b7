import { expect, it } from 'vitest'
import { insidePath } from '../../app/utils/inside_path'

const ORIGIN = 'http://localhost:3333'

it.each(['/', '/orders', '/orders/ord_1?tab=a#b', '/%2f%2fevil.example'])(
  '%j is inside',
  (path) => {
    expect(insidePath(path, ORIGIN)).toBe(path)
  }
)

it.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  '/\n/evil.example/orders',
  'https://evil.example',
  'javascript:alert(1)',
  'orders',
  '',
  '//[',
])('%j leads to the first page', (path) => {
  expect(insidePath(path, ORIGIN)).toBe('/')
})
