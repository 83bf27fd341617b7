import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkFailure } from '#ports/plugin_network.js'

/**
 * Reads an answer's body and takes its compression off, piece by piece: whoever sends more than
 * `bytesMax`, packed or unpacked, is cut off there.
 */
export async function readBody(
  response: IncomingMessage,
  bytesMax: number
): Promise<Result<Uint8Array, NetworkFailure>> {
  const tooLarge = {
    code: 'too_large',
    message: `the answer is larger than ${bytesMax} bytes`,
  } as const
  const declared = Number(response.headers['content-length'])
  if (declared > bytesMax) return err(tooLarge)
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const decoder = decoderOf(encoding)
  if (decoder === null) {
    const message = `the answer is packed in a way that was not asked for`
    return err({ code: 'answer_invalid', message })
  }
  const pieces: Uint8Array[] = []
  let size = 0
  let packed = 0
  try {
    const source = counted(response, (count) => (packed += count) <= bytesMax)
    for await (const piece of decoder === 'none' ? source : unpacked(source, decoder)) {
      size += piece.byteLength
      if (size > bytesMax) return err(tooLarge)
      pieces.push(piece)
    }
  } catch (error) {
    if (packed > bytesMax) return err(tooLarge)
    const code = String((error as NodeJS.ErrnoException).code ?? '')
    if (code.startsWith('Z_') || code.startsWith('ERR_')) {
      return err({ code: 'answer_invalid', message: 'the answer is packed wrongly' })
    }
    throw error
  } finally {
    if (decoder !== 'none') decoder.destroy()
    response.destroy()
  }
  return ok(Buffer.concat(pieces))
}

type Decoder = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>

function decoderOf(encoding: string): Decoder | 'none' | null {
  // Small pieces, so that a bomb is seen after one of them and not after many megabytes.
  const options = { chunkSize: 65_536 }
  if (encoding === 'identity' || encoding === '') return 'none'
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(options)
  if (encoding === 'deflate') return createInflate(options)
  return encoding === 'br' ? createBrotliDecompress(options) : null
}

async function* counted(response: IncomingMessage, mayGoOn: (count: number) => boolean) {
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    if (!mayGoOn(piece.byteLength)) throw new Error('too large')
    yield piece
  }
}

async function* unpacked(source: AsyncIterable<Uint8Array>, decoder: Decoder) {
  const feeding = feed(source, decoder)
  // A failure of the source destroys the decoder, which then ends the loop with that failure.
  feeding.catch(() => {})
  yield* decoder as AsyncIterable<Uint8Array>
  await feeding
}

async function feed(source: AsyncIterable<Uint8Array>, decoder: Decoder): Promise<void> {
  try {
    for await (const piece of source) {
      if (decoder.destroyed) return
      if (!decoder.write(piece)) {
        await new Promise<void>((resolve) => {
          decoder.once('drain', resolve)
          decoder.once('close', resolve)
        })
      }
    }
    decoder.end()
  } catch (error) {
    decoder.destroy(error as Error)
    throw error
  }
}
