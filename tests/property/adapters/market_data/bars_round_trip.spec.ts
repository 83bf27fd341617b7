import { test } from '@japa/runner'
import fc from 'fast-check'
import { parseDecimal } from '#adapters/market_data/csv/decimal.js'
import { ZoneClock } from '#adapters/market_data/csv/zone_clock.js'
import { decodeCopy } from '#adapters/market_data/postgres/copy_decoder.js'
import { encodeBatch } from '#adapters/market_data/postgres/copy_encoder.js'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { readText } from '#tests/unit/adapters/market_data/csv/read_file.js'

type Prices = Omit<Bar, 'startMs'>

const price = fc.double({ min: 1e-6, max: 9e8, noNaN: true })
const bar = fc
  .tuple(price, price, price, price, fc.double({ min: 0, max: 9e14, noNaN: true }))
  .map(([a, b, c, d, volume]) => {
    const [low, open, close, high] = [a, b, c, d].sort((x, y) => x - y) as [
      number,
      number,
      number,
      number,
    ]
    return { open, high, low, close, volume: Math.abs(volume) }
  })
const bars = fc.array(fc.tuple(bar, fc.integer({ min: 1, max: 5000 })), {
  minLength: 1,
  maxLength: 60,
})

function columnsOf(rows: readonly (readonly [Prices, number])[]): BarColumns {
  let startMs = Date.UTC(2001, 0, 2)
  const starts = rows.map(([, minutes]) => (startMs += minutes * 60_000))
  const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    Float64Array.from(rows, ([row]) => row[name])
  return {
    count: rows.length,
    startMs: Float64Array.from(starts),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

test.group('bars keep their bits', () => {
  test('random bars written as CSV are read back identical', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(bars, fc.boolean(), async (rows, hasCarriage) => {
        const given = columnsOf(rows)
        const lines = Array.from(given.startMs, (startMs, index) =>
          [
            new Date(startMs).toISOString(),
            ...(['open', 'high', 'low', 'close', 'volume'] as const).map(
              (name) => given[name][index]
            ),
          ].join(',')
        )
        const text = ['time,open,high,low,close,volume', ...lines].join(hasCarriage ? '\r\n' : '\n')
        const { bars: read, refusal } = await readText(text, { timeframe: '1m' })
        assert.deepEqual(refusal, [])
        read.forEach((one, index) => {
          for (const name of ['startMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
            assert.equal(one[name], given[name][index])
          }
        })
        assert.lengthOf(read, given.count)
      }),
      { numRuns: 150 }
    )
  })

  test('a number of any spelling is read as JavaScript reads it', ({ assert }) => {
    const digits = fc.stringMatching(/^[+-]?[0-9]{1,20}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?$/)
    fc.assert(
      fc.property(digits, (text) => {
        const bytes = Buffer.from(text)
        assert.equal(parseDecimal(bytes, 0, bytes.length), Number(text))
      }),
      { numRuns: 2000 }
    )
  })

  test('a text that is no decimal is NaN, whatever it is', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        const bytes = Buffer.from(text)
        const value = parseDecimal(bytes, 0, bytes.length)
        if (Number.isNaN(value)) return
        assert.match(text.trim(), /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/)
        assert.equal(value, Number(text))
      }),
      { numRuns: 2000 }
    )
  })

  test('binary COPY brings back the same bars, wherever its bytes are cut', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(bars, fc.integer({ min: 1, max: 200 }), async (rows, cut) => {
        const given = columnsOf(rows)
        const bytes = asAnswer(encodeBatch(7, given), given.count)
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut)
        }
        let row = 0
        for await (const batch of decodeCopy(chunks())) {
          for (let index = 0; index < batch.count; index++, row++) {
            for (const name of ['startMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
              assert.equal(batch[name][index], given[name][row])
            }
          }
        }
        assert.equal(row, given.count)
      }),
      { numRuns: 100 }
    )
  })

  test('wall-clock time of a zone leads back to its instant, or is refused', ({ assert }) => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'Asia/Hong_Kong',
      'UTC'
    )
    const instants = fc.integer({
      min: Date.UTC(1990, 0, 1) / 60_000,
      max: Date.UTC(2030, 0, 1) / 60_000,
    })
    fc.assert(
      fc.property(zones, instants, (zone, minute) => {
        const clock = new ZoneClock(zone)
        const instant = minute * 60_000
        const found = clock.instantOf(instant + clock.offsetAt(instant))
        if (Number.isNaN(found)) assert.equal(clock.fault, 'ambiguous')
        else assert.equal(found, instant)
      }),
      { numRuns: 500 }
    )
  })
})

/** Rows for the database turned into rows from it: without series_id, between header and trailer. */
function asAnswer(rows: Uint8Array, count: number): Uint8Array {
  const size = rows.length / count
  const out: Uint8Array[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]
  for (let row = 0; row < count; row++) {
    out.push(Buffer.from([0, 6]), rows.subarray(row * size + 10, (row + 1) * size))
  }
  return Buffer.concat([...out, Buffer.from([0xff, 0xff])])
}
