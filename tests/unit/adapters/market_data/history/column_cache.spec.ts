import { test } from '@japa/runner'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ColumnCacheFolder } from '#adapters/market_data/history/column_cache.js'
import { findRange, readColumns, verifyColumns } from '#adapters/market_data/history/column_file.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { BarSeries } from '#ports/bar_store.js'

const DAY = 86_400_000
const FIRST = Date.UTC(2024, 0, 1)

function series(rowCount: number, revision = 1): BarSeries {
  return {
    id: 12,
    symbol: 'US.AAPL',
    timeframe: '1d',
    source: 'test',
    licence: 'test',
    revision,
    rowCount,
    firstMs: FIRST,
    lastMs: FIRST + (rowCount - 1) * DAY,
    updatedAt: '2024-06-01T00:00:00.000001Z',
  }
}

async function* batches(count: number, size = 4): AsyncGenerator<BarColumns, void, void> {
  for (let from = 0; from < count; from += size) {
    const length = Math.min(size, count - from)
    const column = (value: (index: number) => number) =>
      Float64Array.from({ length }, (_, index) => value(from + index))
    yield {
      count: length,
      startMs: column((index) => FIRST + index * DAY),
      open: column((index) => 100 + index),
      high: column((index) => 101 + index),
      low: column((index) => 99 + index),
      close: column((index) => 100.5 + index),
      volume: column((index) => 1000 * index),
    }
  }
}

test.group('the column cache', (group) => {
  let folder: string
  let cache: ColumnCacheFolder
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-columns-'))
    cache = new ColumnCacheFolder(join(folder, 'bars'))
    return () => rmSync(folder, { recursive: true })
  })

  test('writes a file that is found again and reads back the same', async ({ assert }) => {
    const written = await cache.write(series(10), batches(10))
    assert.deepEqual(await cache.find(series(10)), written)
    assert.equal(basename(written.path), `12-1-${written.contentHash.slice(0, 12)}.aqbars`)
    const columns = readColumns(written.path)
    assert.equal(columns.count, 10)
    assert.deepEqual(
      [...columns.close],
      Array.from({ length: 10 }, (_, index) => 100.5 + index)
    )
    assert.equal(columns.volume[9], 9000)
    assert.instanceOf(columns.buffer, SharedArrayBuffer)
    assert.equal(columns.buffer.byteLength, 10 * 6 * 8)
  })

  test('reads a part of the file, and only what it has', async ({ assert }) => {
    const { path } = await cache.write(series(10), batches(10))
    const part = readColumns(path, 3, 5)
    assert.deepEqual([...part.open], [103, 104])
    assert.deepEqual([...new Float64Array(part.buffer)].slice(0, 4), [
      FIRST + 3 * DAY,
      FIRST + 4 * DAY,
      103,
      104,
    ])
    assert.equal(readColumns(path, 4, 4).count, 0)
    assert.throws(() => readColumns(path, 3, 11), /bars 3\.\.11 are outside 0\.\.10/)
    assert.throws(() => readColumns(path, -1, 2), RangeError)
    assert.throws(() => readColumns(path, 0.5, 2), RangeError)
  })

  test('finds the bars of a time range', async ({ assert }) => {
    const { path } = await cache.write(series(10), batches(10))
    assert.deepEqual(findRange(path, FIRST + 2 * DAY, FIRST + 5 * DAY), {
      fromIndex: 2,
      toIndex: 5,
    })
    assert.deepEqual(findRange(path, FIRST + 2 * DAY + 1, Infinity), { fromIndex: 3, toIndex: 10 })
    assert.deepEqual(findRange(path, 0, FIRST), { fromIndex: 0, toIndex: 0 })
    assert.deepEqual(findRange(path, FIRST + 5 * DAY, FIRST), { fromIndex: 5, toIndex: 5 })
  })

  test('a new revision replaces the old file', async ({ assert }) => {
    await cache.write(series(10), batches(10))
    assert.isNull(await cache.find(series(12, 2)))
    await cache.write(series(12, 2), batches(12))
    assert.lengthOf(readdirSync(join(folder, 'bars')), 1)
  })

  test('a file of another database with the same numbers is not taken', async ({ assert }) => {
    await cache.write(series(10), batches(10))
    assert.isNull(await cache.find({ ...series(10), updatedAt: '2025-01-01T00:00:00.000000Z' }))
    assert.isNull(await cache.find({ ...series(10), symbol: 'US.GOOG' }))
  })

  const damages: [string, (path: string) => void][] = [
    [
      'one bit of a price flipped',
      (path) => {
        const bytes = readFileSync(path)
        bytes[400]! ^= 1
        writeFileSync(path, bytes)
      },
    ],
    ['the end cut off', (path) => truncateSync(path, 400)],
    ['shorter than a header', (path) => truncateSync(path, 100)],
    ['bytes added', (path) => appendFileSync(path, 'x')],
    ['emptied', (path) => truncateSync(path, 0)],
    [
      'another magic',
      (path) => {
        const bytes = readFileSync(path)
        bytes.write('PARQUET!', 0)
        writeFileSync(path, bytes)
      },
    ],
    [
      'a count that is no number',
      (path) => {
        const bytes = readFileSync(path)
        bytes.writeDoubleLE(Number.NaN, 8)
        writeFileSync(path, bytes)
      },
    ],
  ]
  for (const [name, damage] of damages) {
    test(`a file with ${name} is not found, and is written anew`, async ({ assert }) => {
      const { path } = await cache.write(series(10), batches(10))
      damage(path)
      assert.isNull(await cache.find(series(10)))
      assert.throws(() => verifyColumns(path), /cannot be used/)
      await cache.write(series(10), batches(10))
      assert.isNotNull(await cache.find(series(10)))
    })
  }

  test('nothing is left behind when the bars break off or do not fit their count', async ({
    assert,
  }) => {
    async function* broken() {
      yield* batches(4)
      throw new Error('the database went away')
    }
    await assert.rejects(() => cache.write(series(10), broken()), 'the database went away')
    await assert.rejects(() => cache.write(series(10), batches(9)), /says it has 10 bars/)
    await assert.rejects(() => cache.write(series(10), batches(11)), /says it has 10 bars/)
    assert.deepEqual(readdirSync(join(folder, 'bars')), [])
  })

  test('what a killed process left half-written is removed, what a living one writes is not', async ({
    assert,
  }) => {
    await cache.write(series(4), batches(4))
    const dead = join(folder, 'bars', '12-4194305-0.part')
    const alive = join(folder, 'bars', `12-${process.pid}-99.part`)
    writeFileSync(dead, 'half')
    writeFileSync(alive, 'half')
    await cache.write(series(5, 2), batches(5))
    assert.isFalse(existsSync(dead))
    assert.isTrue(existsSync(alive))
  })

  test('forgetting a series removes its files and no others', async ({ assert }) => {
    await cache.write(series(4), batches(4))
    await cache.write({ ...series(4), id: 1 }, batches(4))
    await cache.forget(12)
    assert.lengthOf(readdirSync(join(folder, 'bars')), 1)
    await cache.forget(99)
  })
})
