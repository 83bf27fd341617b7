import { runInNewContext } from 'node:vm'
import { test } from '@japa/runner'
import { scan } from '../../../fixtures/hostile/scan.js'

const MAGIC = 424242.5
const isMagic = (value: number) => value === MAGIC

/** Ways to hide a number; the search that guards against look-ahead must find each. */
const HIDDEN: readonly { name: string; root: unknown }[] = [
  { name: 'in a property', root: { a: { b: MAGIC } } },
  { name: 'under a symbol', root: { [Symbol('s')]: MAGIC } },
  {
    name: 'behind a getter',
    root: {
      get a() {
        return MAGIC
      },
    },
  },
  { name: 'on a prototype', root: Object.create({ a: MAGIC }) },
  { name: 'on a function', root: Object.assign(() => 0, { a: MAGIC }) },
  { name: 'in a Map', root: new Map([['a', [MAGIC]]]) },
  { name: 'in a typed array', root: new Float64Array([1, MAGIC]) },
  { name: 'in the buffer beside the view', root: new Float64Array([1, MAGIC]).subarray(0, 1) },
  {
    name: 'in shared memory',
    root: (() => {
      const s = new SharedArrayBuffer(8)
      new Float64Array(s)[0] = MAGIC
      return s
    })(),
  },
]

test.group('The search of the hostile strategies', () => {
  test('finds a number {name}')
    .with([...HIDDEN])
    .run(({ assert }, { root }) => assert.isNotNull(scan({ root }, isMagic, false)))

  test('finds nothing where there is nothing', ({ assert }) => {
    assert.isNull(scan({ root: { a: [1, 2, new Float64Array(5)], f() {} } }, isMagic, true))
  })

  test('finds objects of another realm', ({ assert }) => {
    for (const code of [
      '[]',
      '({})',
      '(() => 1)',
      'new Error("x")',
      'new Float64Array(1)',
      'Object.prototype',
    ]) {
      assert.equal(scan({ root: { a: runInNewContext(code) } }, isMagic, true)?.path, 'root.a')
    }
  })
})
