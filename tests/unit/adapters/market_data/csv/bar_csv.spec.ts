import { test } from '@japa/runner'
import { gzipSync } from 'node:zlib'
import { readText } from './read_file.js'

const HEADER = 'time,open,high,low,close,volume\n'
const GOOD = '2024-01-02,100,104.06,95.96,100.34,22351900\n'
const MONDAY = Date.UTC(2024, 0, 1)

test.group('reading bars from CSV: what is accepted', () => {
  test('reads a daily bar at midnight UTC of its session date', async ({ assert }) => {
    const { bars } = await readText(HEADER + GOOD)
    assert.deepEqual(bars, [
      {
        startMs: Date.UTC(2024, 0, 2),
        open: 100,
        high: 104.06,
        low: 95.96,
        close: 100.34,
        volume: 22351900,
      },
    ])
  })

  const spellings: [string, string][] = [
    ['capitals and spaces in the header', ' Date , Open,HIGH,Low,Close,Volume\n' + GOOD],
    [
      'columns in another order',
      'volume,close,low,high,open,date\n22351900,100.34,95.96,104.06,100,2024-01-02\n',
    ],
    ['a byte order mark', '\uFEFF' + HEADER + GOOD],
    ['carriage returns before line feeds', (HEADER + GOOD).replaceAll('\n', '\r\n')],
    [
      'quotes around every cell',
      '"time","open","high","low","close","volume"\n"2024-01-02","100","104.06","95.96","100.34","22351900"\n',
    ],
    ['no line feed at the end', HEADER + GOOD.trimEnd()],
    ['blank lines', '' + HEADER + '\n' + GOOD + '\n\r\n'],
    ['spaces around numbers', HEADER + ' 2024-01-02 , 100 ,104.06 , 95.96,100.34, 22351900\n'],
    ['semicolons', (HEADER + GOOD).replaceAll(',', ';')],
    ['tabs', (HEADER + GOOD).replaceAll(',', '\t')],
    [
      'signs, exponents and long decimals',
      HEADER + '2024-01-02,+1e2,104.060000000000000000,9.596E1,100.34,2.23519e7\n',
    ],
  ]
  for (const [name, text] of spellings) {
    test(`accepts ${name}`, async ({ assert }) => {
      const { bars, refusal } = await readText(text)
      assert.deepEqual(refusal, [])
      assert.lengthOf(bars, 1)
      assert.equal(bars[0]!.high, 104.06)
      assert.equal(bars[0]!.low, 95.96)
    })
  }

  test('names the columns that are not used', async ({ assert }) => {
    const { summary } = await readText(
      'Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,1,2,1,2,1.9,10\n'
    )
    assert.deepEqual(summary!.ignoredColumns, ['Adj Close'])
  })

  test('a quoted cell may hold the separator in a column that is not used', async ({ assert }) => {
    const { bars } = await readText(
      'note,time,open,high,low,close,volume\n"up, ""then"" down",2024-01-02,1,2,1,2,10\n'
    )
    assert.equal(bars[0]!.close, 2)
  })

  test('gzip is recognised by its bytes, not by its name', async ({ assert }) => {
    const { bars, summary } = await readText(gzipSync(HEADER + GOOD))
    assert.lengthOf(bars, 1)
    assert.isTrue(summary!.isGzip)
  })

  test('without a volume column volumes are 0 when that was asked for', async ({ assert }) => {
    const text = 'date,open,high,low,close\n2024-01-02,1,2,1,2\n'
    assert.equal((await readText(text, { needsVolume: false })).bars[0]!.volume, 0)
    assert.deepEqual((await readText(text)).refusal, [
      'file, line 1, column volume: is missing from the header (it has: date, open, high, low, close); add it, or say --no-volume to store 0',
    ])
  })

  test('a bar may have one price and no volume', async ({ assert }) => {
    const { bars } = await readText(HEADER + '2024-01-02,5,5,5,5,0\n')
    assert.lengthOf(bars, 1)
  })

  test('weekly bars carry the Monday of their week', async ({ assert }) => {
    const text = HEADER + '2024-01-05,1,2,1,2,10\n2024-01-12,1,2,1,2,10\n'
    const { bars } = await readText(text, { timeframe: '1w' })
    assert.deepEqual(
      bars.map((bar) => bar.startMs),
      [MONDAY, MONDAY + 7 * 86_400_000]
    )
  })

  test('rows that span blocks and batches are all read, in order', async ({ assert }) => {
    const rows = Array.from(
      { length: 40_000 },
      (_, index) => `${1_700_000_040 + index * 60},1,2,1,2,${index}`
    )
    const { bars } = await readText(HEADER + rows.join('\n'), { timeframe: '1m' })
    assert.lengthOf(bars, 40_000)
    assert.isTrue(bars.every((bar, index) => bar.volume === index))
    assert.equal(bars[0]!.startMs, 1_700_000_040_000)
  })
})

test.group('reading bars from CSV: bad rows', () => {
  const row = (cells: string) => HEADER + cells + '\n'
  const refused: [string, string, string][] = [
    [
      'text in a number',
      row('2024-01-02,abc,2,1,2,1'),
      'line 2, column open: "abc" is not a number; write it like 101.25',
    ],
    [
      'an empty cell',
      row('2024-01-02,,2,1,2,1'),
      'line 2, column open: "" the cell is empty; a number like 101.25 is needed',
    ],
    [
      'NaN',
      row('2024-01-02,1,2,1,NaN,1'),
      'line 2, column close: "NaN" is not a number; leave the row out or give its price',
    ],
    [
      'null',
      row('2024-01-02,1,2,1,null,1'),
      'line 2, column close: "null" is not a number; leave the row out or give its price',
    ],
    [
      'Infinity',
      row('2024-01-02,1,Infinity,1,1,1'),
      'line 2, column high: "Infinity" is not finite; a number like 101.25 is needed',
    ],
    [
      'a number that overflows',
      row('2024-01-02,1,1e400,1,1,1'),
      'line 2, column high: "1e400" is too large for a number',
    ],
    [
      'hexadecimal',
      row('2024-01-02,0x10,20,1,2,1'),
      'line 2, column open: "0x10" is not a number; write it like 101.25',
    ],
    [
      'a decimal comma',
      row('2024-01-02;1,5;2;1;2;1').replace(HEADER, HEADER.replaceAll(',', ';')),
      'line 2, column open: "1,5" is not a plain number; write it with a decimal point and no thousands separators, like 1234.56',
    ],
    [
      'a negative price',
      row('2024-01-02,1,2,-1,2,1'),
      'line 2, column low: "-1" is negative; a price must be above 0',
    ],
    [
      'a price of 0',
      row('2024-01-02,1,2,0,2,1'),
      'line 2, column low: "0" is not a price; a price must be above 0',
    ],
    [
      'an absurd price',
      row('2024-01-02,1,2e9,1,2,1'),
      'line 2, column high: "2e9" is too large for a price; it must be below 1,000,000,000',
    ],
    [
      'high below low',
      row('2024-01-02,1,1,2,1,1'),
      'line 2, column high: "1" is below the low 2; the high must be the highest price of the bar',
    ],
    [
      'open above high',
      row('2024-01-02,3,2,1,2,1'),
      'line 2, column open: "3" lies outside low..high 1..2; it must be within them',
    ],
    [
      'close below low',
      row('2024-01-02,1,2,1,0.5,1'),
      'line 2, column close: "0.5" lies outside low..high 1..2; it must be within them',
    ],
    [
      'a negative volume',
      row('2024-01-02,1,2,1,2,-1'),
      'line 2, column volume: "-1" is negative; a volume must be 0 or more',
    ],
    [
      'too few cells',
      row('2024-01-02,1,2,1,2'),
      'line 2: "2024-01-02,1,2,1,2" has 5 cells where the header has 6',
    ],
    [
      'thousands separators',
      row('2024-01-02,1,2,1,2,1,000'),
      'line 2: "2024-01-02,1,2,1,2,1,000" has 7 cells where the header has 6; numbers must have no thousands separators',
    ],
    [
      'an open quote',
      row('"2024-01-02,1,2,1,2,1'),
      'line 2: ""2024-01-02,1,2,1,2,1" has a quote that is not closed on its line; close it',
    ],
    [
      'the same day twice',
      HEADER + GOOD + GOOD,
      'line 3, column time: "2024-01-02" is the same day as line 2; each must stand once (or --timeframe is not what the file holds)',
    ],
    [
      'an earlier day',
      HEADER + GOOD + '2024-01-01,1,2,1,2,1\n',
      'line 3, column time: "2024-01-01" is earlier than 2024-01-02 of line 2; sort the rows oldest first',
    ],
  ]
  for (const [name, text, sentence] of refused) {
    test(`refuses ${name}`, async ({ assert }) => {
      const { refusal, bars } = await readText(text)
      assert.deepEqual(refusal, [`file, ${sentence}`])
      assert.lengthOf(bars, 0)
    })
  }

  test('reports everything wrong in the first five bad lines, and stops there', async ({
    assert,
  }) => {
    const bad = '2024-01-0x,abc,2,1,2,-5\n'
    const { refusal } = await readText(HEADER + bad.repeat(9))
    assert.deepEqual(
      refusal.map((line) => line.replace(/^file, line 2, column (\w+): .* \(also/, '$1 (also')),
      ['time', 'open', 'volume'].map((column) => `${column} (also line 3, 4, 5, 6)`)
    )
  })

  test('a good start of the file is not handed out once a row is bad', async ({ assert }) => {
    const rows = Array.from(
      { length: 20_000 },
      (_, index) => `${1_700_000_000 + index * 60},1,2,1,2,1`
    )
    rows[19_999] = 'oops,1,2,1,2,1'
    const { refusal } = await readText(HEADER + rows.join('\n'), { timeframe: '1m' })
    assert.lengthOf(refusal, 1)
    assert.match(refusal[0]!, /line 20001, column time: "oops" is not a time/)
  })

  test('--skip-bad leaves bad rows out, lists twenty and counts all', async ({ assert }) => {
    const bad = '2024-01-03,1,2,1,NaN,1\n'
    const { bars, summary } = await readText(
      HEADER + GOOD + bad.repeat(30) + '2024-01-03,1,2,1,2,1\n',
      {
        skipsBadRows: true,
      }
    )
    assert.lengthOf(bars, 2)
    assert.equal(summary!.badRows, 30)
    assert.lengthOf(summary!.problems, 20)
    assert.equal(summary!.problems[19]!.line, 22)
  })

  test('--skip-bad still refuses a file without one good row', async ({ assert }) => {
    const { refusal } = await readText(HEADER + 'x,1,2,1,2,1\n', { skipsBadRows: true })
    assert.lengthOf(refusal, 1)
  })
})
