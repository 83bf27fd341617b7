import { test } from '@japa/runner'
import { isPrice, priceText, roundToTick, type TickRounding } from '#kernel/values/price.js'
import { floorToStep, isQuantity, quantityOfSteps } from '#kernel/values/quantity.js'

test.group('a price in a sentence', () => {
  for (const [price, text] of [
    [84.6984710002, '84.698471'],
    [0.1 + 0.2, '0.3'],
    [100, '100'],
    [1.05, '1.05'],
    [0.000001, '0.000001'],
    [4321.25, '4321.25'],
  ] as const) {
    test(`${price} is ${text}`, ({ assert }) => assert.equal(priceText(price), text))
  }
})

test.group('prices on the tick', () => {
  const rows: [number, number, TickRounding, number][] = [
    [0.07, 0.01, 'down', 0.07], // 0.07 / 0.01 is 7.000000000000001.
    [0.29, 0.01, 'up', 0.29], // 0.29 / 0.01 is 28.999999999999996.
    [1.005, 0.01, 'nearest', 1],
    [100.004, 0.01, 'nearest', 100],
    [100.006, 0.01, 'nearest', 100.01],
    [100.009, 0.01, 'down', 100],
    [100.001, 0.01, 'up', 100.01],
    [383.5, 0.2, 'down', 383.4],
    [383.5, 0.2, 'up', 383.6],
    [0.0123, 0.0001, 'down', 0.0123],
    [4321.1, 0.25, 'nearest', 4321],
    [4321.2, 0.25, 'nearest', 4321.25],
    [4321.2, 5, 'down', 4320],
    [4321.2, 5, 'up', 4325],
    [0.004, 0.01, 'nearest', 0],
    [123.456789, 0, 'down', 123.456789], // A tick of 0 is none.
  ]
  for (const [price, tick, rounding, result] of rows) {
    test(`${price} at ${tick}, ${rounding}, is ${result}`, ({ assert }) => {
      assert.strictEqual(roundToTick(price, tick, rounding), result)
    })
  }

  test('every cent up to 1,000 stays what it is, whatever the rounding', ({ assert }) => {
    for (let cents = 1; cents <= 100_000; cents++) {
      const price = cents / 100
      for (const rounding of ['nearest', 'down', 'up'] as const) {
        if (roundToTick(price, 0.01, rounding) !== price) assert.fail(`${price} moved ${rounding}`)
      }
    }
  })

  test('only finite numbers above zero are prices', ({ assert }) => {
    for (const value of [0.0001, 1, 1e9]) assert.isTrue(isPrice(value))
    for (const value of [0, -0, -1, Number.NaN, Infinity]) assert.isFalse(isPrice(value))
  })
})

test.group('quantities on the step', () => {
  const rows: [number, number, number][] = [
    [99.9999999999, 1, 100],
    [99.99, 1, 99],
    [0.3, 0.1, 0.3],
    [0.7999, 0.1, 0.7],
    [0.3, 0.001, 0.3],
    [2.675, 0.0001, 2.675],
    [1234, 100, 1200],
    [99, 100, 0],
    [0, 1, 0],
    [-5, 1, 0],
    [Number.NaN, 1, 0],
  ]
  for (const [quantity, step, result] of rows) {
    test(`${quantity} in steps of ${step} is ${result}`, ({ assert }) => {
      assert.strictEqual(floorToStep(quantity, step), result)
    })
  }

  test('a count of decimal steps is the decimal number', ({ assert }) => {
    for (let count = 0; count <= 3000; count++) {
      assert.strictEqual(quantityOfSteps(count, 0.1), count / 10)
      assert.strictEqual(quantityOfSteps(count, 0.001), count / 1000)
      assert.strictEqual(quantityOfSteps(count, 100), count * 100)
    }
  })

  test('a quantity is a positive multiple of the step', ({ assert }) => {
    for (const [value, step] of [
      [100, 1],
      [0.3, 0.1],
      [500, 100],
      [1e9, 1],
    ] as const) {
      assert.isTrue(isQuantity(value, step), `${value} / ${step}`)
    }
    for (const [value, step] of [
      [0, 1],
      [-1, 1],
      [0.5, 1],
      [150, 100],
      [Number.NaN, 1],
      [Infinity, 1],
    ] as const) {
      assert.isFalse(isQuantity(value, step), `${value} / ${step}`)
    }
  })
})
