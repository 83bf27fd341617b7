import { test } from '@japa/runner'
import { BarBuilder, bucketStart } from '#kernel/market/bar_builder.js'
import type { Bar } from '#kernel/market/bar.js'
import type { Timeframe } from '#kernel/market/timeframe.js'

const at = (text: string) => Date.parse(text)
const bar = (start: string, prices: [number, number, number, number], volume = 10): Bar => {
  const [open, high, low, close] = prices
  return { startMs: at(start), open, high, low, close, volume }
}

test.group('bucket starts', () => {
  test('{timeframe} of {start} begins at {expected}')
    .with([
      { timeframe: '5m', start: '2024-03-08T14:33:00Z', expected: '2024-03-08T14:30:00Z' },
      { timeframe: '1h', start: '2024-03-08T14:59:59Z', expected: '2024-03-08T14:00:00Z' },
      // 01:30Z is still the evening before in New York.
      { timeframe: '1d', start: '2024-03-09T01:30:00Z', expected: '2024-03-08T00:00:00Z' },
      { timeframe: '1d', start: '2024-03-11T03:59:00Z', expected: '2024-03-10T00:00:00Z' },
      { timeframe: '1d', start: '2024-03-11T04:00:00Z', expected: '2024-03-11T00:00:00Z' },
      { timeframe: '1w', start: '2024-03-08T14:30:00Z', expected: '2024-03-04T00:00:00Z' },
    ] as { timeframe: Timeframe; start: string; expected: string }[])
    .run(({ assert }, row) => {
      assert.equal(bucketStart(row.timeframe, 'US', at(row.start)), at(row.expected))
    })

  test('a daily stamp is a date, whatever the venue', ({ assert }) => {
    assert.equal(
      bucketStart('1w', 'US', at('2024-03-04T00:00:00Z'), true),
      at('2024-03-04T00:00:00Z')
    )
    assert.equal(
      bucketStart('1w', 'HK', at('2024-03-10T00:00:00Z'), true),
      at('2024-03-04T00:00:00Z')
    )
  })
})

test.group('bar builder', () => {
  test('five minutes make one bar when the sixth arrives', ({ assert }) => {
    const builder = new BarBuilder('5m', 'US', '1m')
    assert.isNull(builder.addBar(bar('2024-03-08T14:30:00Z', [10, 12, 9, 11])))
    assert.isNull(builder.addBar(bar('2024-03-08T14:31:00Z', [11, 11, 8, 9])))
    assert.isNull(builder.addBar(bar('2024-03-08T14:34:00Z', [9, 13, 9, 12])))
    const ended = builder.addBar(bar('2024-03-08T14:36:00Z', [12, 12, 12, 12]))
    assert.deepEqual(ended, bar('2024-03-08T14:30:00Z', [10, 13, 8, 12], 30))
    assert.deepEqual(builder.flush(), bar('2024-03-08T14:35:00Z', [12, 12, 12, 12]))
    assert.isNull(builder.flush())
  })

  test('prices make bars too', ({ assert }) => {
    const builder = new BarBuilder('1m', 'US', null)
    assert.isNull(builder.addPrice(at('2024-03-08T14:30:01Z'), 10, 1))
    assert.isNull(builder.addPrice(at('2024-03-08T14:30:59Z'), 9, 2))
    assert.deepEqual(
      builder.addPrice(at('2024-03-08T14:31:00Z'), 11, 3),
      bar('2024-03-08T14:30:00Z', [10, 10, 9, 9], 3)
    )
  })

  test('what comes too late is refused', ({ assert }) => {
    const builder = new BarBuilder('5m', 'US', '1m')
    builder.addBar(bar('2024-03-08T14:36:00Z', [10, 10, 10, 10]))
    assert.throws(() => builder.addBar(bar('2024-03-08T14:34:00Z', [10, 10, 10, 10])), /came after/)
  })

  test('longer bars cannot make shorter ones', ({ assert }) => {
    assert.throws(() => new BarBuilder('1m', 'US', '5m'), /must be shorter/)
    assert.throws(() => new BarBuilder('1d', 'US', '1d'), /must be shorter/)
  })
})
