import { test } from '@japa/runner'
import { decodeCopy } from '#adapters/market_data/postgres/copy_decoder.js'
import { COPY_HEADER } from '#adapters/market_data/postgres/copy_format.js'

async function decode(...chunks: Uint8Array[]): Promise<number> {
  async function* source() {
    yield* chunks
  }
  let rows = 0
  for await (const batch of decodeCopy(source())) rows += batch.count
  return rows
}

test.group('decoding a binary copy', () => {
  test('an empty copy has no rows', async ({ assert }) => {
    assert.equal(await decode(COPY_HEADER, Buffer.from([0xff, 0xff])), 0)
  })

  test('an answer that is no binary copy is refused', async ({ assert }) => {
    await assert.rejects(
      () => decode(Buffer.from('1\t2\t3\t4\t5\t6 and more of it\n')),
      /not a binary copy/
    )
  })

  test('a copy that stops without its trailer is refused', async ({ assert }) => {
    await assert.rejects(() => decode(COPY_HEADER), /ended early/)
    await assert.rejects(() => decode(COPY_HEADER, Buffer.from([0, 6, 0, 0])), /ended early/)
  })

  test('rows of another shape are refused', async ({ assert }) => {
    await assert.rejects(
      () => decode(COPY_HEADER, Buffer.from([0, 7, 0, 0])),
      /has 7 fields, not 6/
    )
  })
})
