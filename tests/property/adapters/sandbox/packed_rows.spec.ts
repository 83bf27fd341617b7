import { test } from '@japa/runner'
import fc from 'fast-check'
import { SIGNAL_ROW_DOUBLES } from '#adapters/sandbox/wire/messages.js'
import { packRows, PACKED_ROW_DOUBLES_MAX, unpackRows } from '#adapters/sandbox/wire/packed_rows.js'

const field = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.double(), fc.constant(-0))
const row = fc.array(field, { minLength: SIGNAL_ROW_DOUBLES, maxLength: SIGNAL_ROW_DOUBLES })
const bytesOf = (numbers: Float64Array) => [...new Uint8Array(numbers.slice().buffer)]

test.group('packed signal rows', () => {
  test('come back to the last bit, behind a head', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.nat(3), (list, head) => {
        const rows = new Float64Array(list.flat())
        const packed = packRows(rows, head)
        assert.isAtMost(packed.length, head + list.length * PACKED_ROW_DOUBLES_MAX)
        const unpacked = unpackRows(packed.subarray(head), list.length)
        assert.deepEqual(bytesOf(unpacked!), bytesOf(rows))
        if (list.length > 0) assert.isNull(unpackRows(packed.subarray(head), list.length - 1))
      })
    )
  })

  test('are packed from a view into longer memory', ({ assert }) => {
    const rows = new Float64Array(3 * SIGNAL_ROW_DOUBLES).map((_, k) => k % 5)
    const second = rows.subarray(SIGNAL_ROW_DOUBLES, 2 * SIGNAL_ROW_DOUBLES)
    assert.deepEqual(unpackRows(packRows(second), 1), second.slice())
  })

  test('are as many and as long as their numbers say, or refused', ({ assert }) => {
    const mask = fc.oneof(fc.nat(2 ** SIGNAL_ROW_DOUBLES), fc.nat(7), fc.double())
    fc.assert(
      fc.property(fc.array(mask, { maxLength: 30 }), (numbers) => {
        const unpacked = unpackRows(new Float64Array(numbers), 40)
        if (unpacked === null) return
        assert.equal(unpacked.length % SIGNAL_ROW_DOUBLES, 0)
        assert.isAtMost(unpacked.length, numbers.length * SIGNAL_ROW_DOUBLES)
      })
    )
  })
})
