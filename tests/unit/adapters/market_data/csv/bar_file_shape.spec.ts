import { test } from '@japa/runner'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, gzipSync } from 'node:zlib'
import { csvBarFiles, LINE_BYTES_MAX } from '#adapters/market_data/csv/bar_csv.js'
import { DAILY, readFile, readText } from './read_file.js'

const HEADER = 'time,open,high,low,close,volume\n'
const GOOD = '2024-01-02,1,2,1,2,10\n'

test.group('reading bars from CSV: files that are not what they should be', () => {
  const refused: [string, string | Uint8Array, string][] = [
    [
      'an empty file',
      '',
      'file: is empty; a header time,open,high,low,close,volume and rows are needed',
    ],
    ['a header alone', HEADER, 'file: has a header and no rows; at least one bar is needed'],
    [
      'data without a header',
      GOOD,
      'file, line 1: looks like data; a header such as time,open,high,low,close,volume must come first',
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFF' + HEADER + GOOD, 'utf16le'),
      'file: is UTF-16 text; save it as CSV in UTF-8',
    ],
    [
      'a header in Latin-1',
      Buffer.from('time,open,high,low,close,volum\u00e9\n', 'latin1'),
      'file, line 1: is not UTF-8 text; save the file as CSV in UTF-8',
    ],
    [
      'old Macintosh line ends',
      (HEADER + GOOD).replaceAll('\n', '\r'),
      'file, line 1: line ends are bare carriage returns; save the file with line feeds',
    ],
    [
      'an Excel file',
      Buffer.from('504b030414000600', 'hex'),
      'file: is a ZIP or Excel file; unpack it or save it as CSV',
    ],
    [
      'two time columns',
      'date,time,open,high,low,close,volume\n',
      'file, line 1, column time: holds the time as column date does; join date and time in one column',
    ],
    [
      'a damaged gzip file',
      Buffer.concat([
        gzipSync(HEADER + GOOD).subarray(0, 12),
        Buffer.from('garbage, not deflate at all'),
      ]),
      'file: is a damaged gzip file; copy it again',
    ],
    [
      'a gzip file that ends early',
      gzipSync(HEADER + GOOD.repeat(99)).subarray(0, 40),
      'file: is a gzip file that ends early; copy it again',
    ],
  ]
  for (const [name, content, sentence] of refused) {
    test(`refuses ${name}`, async ({ assert }) => {
      assert.deepEqual((await readText(content)).refusal, [sentence])
    })
  }

  test('refuses a row that is not UTF-8, and names its line', async ({ assert }) => {
    const text = Buffer.from(
      'time,open,high,low,close,volume,note\n2024-01-02,1,2,1,2,10,caf\u00e9\n',
      'latin1'
    )
    const { refusal } = await readText(text)
    assert.match(refusal[0]!, /^file, line 2: ".*" is not UTF-8 text/)
  })

  test('names every column that a header lacks, and what it has', async ({ assert }) => {
    const { refusal } = await readText('date,first,high,low,last,volume\n' + GOOD)
    assert.deepEqual(refusal, [
      'file, line 1, column open: is missing from the header (it has: date, first, high, low, last, volume); add it',
      'file, line 1, column close: is missing from the header (it has: date, first, high, low, last, volume); add it',
    ])
  })

  test('refuses a missing file, a directory and a forbidden file', async ({ assert, cleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), 'aq-csv-'))
    cleanup(() => rmSync(folder, { recursive: true }))
    const missing = join(folder, 'nothing.csv')
    assert.deepEqual((await readFile(missing)).refusal, ['file: does not exist; check the path'])
    assert.deepEqual((await readFile(folder)).refusal, [
      'file: is a directory; name one CSV file in it',
    ])
    const forbidden = join(folder, 'forbidden.csv')
    writeFileSync(forbidden, HEADER + GOOD)
    chmodSync(forbidden, 0)
    chmodSync(folder, 0o755)
    const isRoot = process.geteuid?.() === 0
    // Root may read everything, so the file is read as the user nobody.
    if (isRoot) process.seteuid!(65534)
    const outcome = await readFile(forbidden).finally(() => isRoot && process.seteuid!(0))
    assert.deepEqual(outcome.refusal, [
      'file: may not be read by this user; give read permission (chmod +r)',
    ])
  })

  test('a line without an end is refused in bounded memory', async ({ assert }) => {
    const line = 'x'.repeat(LINE_BYTES_MAX + 1)
    const sentence = 'is longer than 64 KB; one bar a line is needed'
    assert.deepEqual((await readText(line)).refusal, [`file, line 1: ${sentence}`])
    assert.deepEqual((await readText(HEADER + GOOD + line)).refusal, [`file, line 3: ${sentence}`])
    assert.deepEqual((await readText(HEADER + GOOD + line + '\n' + GOOD)).refusal, [
      `file, line 3: ${sentence}`,
    ])
  })

  test('a gzip bomb of one line is refused after its first blocks', async ({ assert, cleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), 'aq-csv-'))
    cleanup(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'bomb.csv.gz')
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 120), { level: constants.Z_BEST_SPEED })
    writeFileSync(path, bomb)
    const file = await csvBarFiles.open(path, DAILY)
    await assert.rejects(async () => {
      for await (const batch of file.batches()) void batch
    }, /line 1: is longer than 64 KB/)
    assert.isBelow(file.bytesRead, bomb.length)
  }).timeout(20_000)

  test('a file of blank lines has no rows', async ({ assert }) => {
    assert.deepEqual((await readText(HEADER + '\n'.repeat(500_000))).refusal, [
      'file: has a header and no rows; at least one bar is needed',
    ])
  })
})
