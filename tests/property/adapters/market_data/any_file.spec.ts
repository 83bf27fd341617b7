import { test } from '@japa/runner'
import fc from 'fast-check'
import { barFault } from '#kernel/market/bar.js'
import { readText } from '#tests/unit/adapters/market_data/csv/read_file.js'

const HEADER = 'time,open,high,low,close,volume\n'
const cell = fc.oneof(
  fc.constantFrom(
    '2024-01-02',
    '2024-01-03T00:00:00Z',
    '1',
    '2',
    '0',
    '-1',
    'NaN',
    '',
    '"',
    '1e999',
    'ü',
    '\r',
    '\u0000'
  ),
  fc.string({ maxLength: 8 })
)
const line = fc.array(cell, { minLength: 1, maxLength: 8 }).map((cells) => cells.join(','))

test.group('any file', () => {
  test('of random bytes is refused in words or read, and never breaks the reader', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.boolean(),
        async (bytes, hasHeader) => {
          const content = hasHeader ? Buffer.concat([Buffer.from(HEADER), bytes]) : bytes
          const { bars, refusal } = await readText(content, { skipsBadRows: true })
          assert.isTrue(refusal.length > 0 || bars.length > 0)
        }
      ),
      { numRuns: 300 }
    )
  })

  test('of nearly right lines gives only bars without a fault, oldest first', async ({
    assert,
  }) => {
    const good = fc
      .integer({ min: 1, max: 28 })
      .map((day) => `2024-01-${String(day).padStart(2, '0')},1,2,1,2,10`)
    const lines = fc.array(fc.oneof({ weight: 3, arbitrary: good }, line), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(lines, async (rows) => {
        const { bars, refusal } = await readText(HEADER + rows.join('\n'), { skipsBadRows: true })
        assert.isTrue(refusal.length > 0 || bars.length > 0)
        bars.forEach((bar, index) => {
          assert.isNull(barFault(bar))
          assert.isTrue(index === 0 || bar.startMs > bars[index - 1]!.startMs)
        })
      }),
      { numRuns: 300 }
    )
  })
})
