import { test } from '@japa/runner'
import fc from 'fast-check'
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@aq-trading/sdk'

test.group('bytes and texts for plugins', () => {
  test('base64 is that of Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = toBase64(bytes)
        return (
          text === Buffer.from(bytes).toString('base64') &&
          Buffer.from(fromBase64(text)).equals(Buffer.from(bytes))
        )
      })
    )
  })

  test('UTF-8 is that of TextEncoder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const bytes = new TextEncoder().encode(text)
        return (
          Buffer.from(toUtf8(text)).equals(Buffer.from(bytes)) &&
          fromUtf8(bytes) === new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
        )
      })
    )
  })

  test('bytes that are no UTF-8 become replacement characters', ({ assert }) => {
    assert.equal(fromUtf8(Uint8Array.of(0x61, 0xff, 0x62)), 'a\uFFFDb')
    assert.equal(fromUtf8(Uint8Array.of(0xc0, 0x80)), '\uFFFD\uFFFD')
    assert.equal(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80)).includes('\uD800'), false)
  })

  test('a character that is no base64 is named', ({ assert }) => {
    assert.throws(() => fromBase64('AA*A'), 'base64: character 3 is none of its letters')
  })
})
