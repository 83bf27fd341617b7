import { test } from '@japa/runner'
import {
  addMicros,
  formatMicros,
  micros,
  parseMicros,
  toMicros,
  toUnits,
} from '#kernel/values/micros.js'

test.group('money in micro-units', () => {
  const rounded: [number, number][] = [
    [0, 0],
    [1, 1_000_000],
    [-1, -1_000_000],
    [0.1 + 0.2, 300_000],
    [1234.56, 1_234_560_000],
    [0.0000004, 0],
    [0.0000005, 1], // Halves go away from zero, on both sides.
    [-0.0000005, -1],
    [-0.0000004, 0],
    [0.0000015, 2],
    [-2.5e-6, -3],
    [4_000_000_000.123456, 4_000_000_000_123_456],
    [-4_000_000_000.123456, -4_000_000_000_123_456],
  ]
  for (const [units, count] of rounded) {
    test(`${units} are ${count}`, ({ assert }) => {
      assert.strictEqual(toMicros(units), count)
      assert.isFalse(Object.is(toMicros(units), -0), 'never a negative zero')
    })
  }

  test('are the same on both sides of zero', ({ assert }) => {
    for (let k = 1; k < 5000; k++) {
      const units = k * 0.0000317
      assert.strictEqual(toMicros(-units) + 0, -toMicros(units) + 0)
    }
  })

  for (const units of [Number.NaN, Infinity, -Infinity, 9_007_199_255, -9_007_199_255, 1e300]) {
    test(`${units} cannot be kept exactly and is refused`, ({ assert }) => {
      assert.throws(() => toMicros(units), RangeError)
    })
  }

  test('add up exactly, or not at all', ({ assert }) => {
    let sum = micros(0)
    for (let k = 0; k < 10_000; k++) sum = addMicros(sum, toMicros(0.1))
    assert.strictEqual(sum, 1_000_000_000)
    const most = micros(Number.MAX_SAFE_INTEGER)
    assert.strictEqual(addMicros(most, micros(0)), most)
    assert.throws(() => addMicros(most, micros(1)), RangeError)
    assert.throws(() => addMicros(micros(-most), micros(-1)), RangeError)
    for (const count of [0.5, Number.NaN, Infinity]) assert.throws(() => micros(count), RangeError)
  })

  const texts: [number, string][] = [
    [0, '0.00'],
    [12_500_000, '12.50'],
    [-12_500_000, '-12.50'],
    [1, '0.000001'],
    [-1, '-0.000001'],
    [3_485_000, '3.485'],
    [1_000_100, '1.0001'],
    [9_007_199_254_740_991, '9007199254.740991'],
  ]
  for (const [count, text] of texts) {
    test(`${count} are written ${text} and read back`, ({ assert }) => {
      assert.strictEqual(formatMicros(micros(count)), text)
      assert.strictEqual(parseMicros(text), count)
      // A double of whole units carries the last micro-unit up to four billion.
      if (count < 4e15) assert.strictEqual(toMicros(toUnits(micros(count))), count)
    })
  }

  for (const text of [
    '',
    '-',
    '1.',
    '.5',
    '1e3',
    '0x10',
    '1,000',
    ' 1',
    '1.0000001',
    '12345678901',
    'NaN',
    '9999999999.9',
  ]) {
    test(`"${text}" is no amount`, ({ assert }) => {
      assert.throws(() => parseMicros(text), RangeError)
    })
  }
})
