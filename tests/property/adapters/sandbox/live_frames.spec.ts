import { test } from '@japa/runner'
import fc from 'fast-check'
import { encodeLive, LIVE, LIVE_HEAD_BYTES, splitLive } from '#adapters/sandbox/live/live_frame.js'
import {
  AnswerRefused,
  readAnswer,
  readLastWord,
  readLogs,
  readText,
  readThrew,
} from '#adapters/sandbox/live/read_answer.js'
import { FrameReader, FrameRefused } from '#adapters/sandbox/wire/frame.js'

const CAP = 2_000

const GOOD = JSON.stringify({
  ok: true,
  value: { decision: 'approve' },
  effects: [{ type: 'risk_bias', value: 1, reason: 'x' }],
  logs: [{ level: 'info', text: 'hello' }],
  dropped: 0,
})
const BAD = JSON.stringify({
  message: 'mine',
  stack: ['onBar (src/index.ts:1:2)'],
  location: { file: 'src/index.ts', line: 1, column: 2 },
  logs: [],
  dropped: 3,
})
const LAST = JSON.stringify({ type: 'timed_out', message: 'x', location: null })

/** Frames as an honest child sends them. */
const SENT = Buffer.concat([
  encodeLive(LIVE.ready, 0, ''),
  encodeLive(LIVE.started, 0, GOOD),
  encodeLive(LIVE.answer, 1, GOOD),
  encodeLive(LIVE.threw, 2, BAD),
  encodeLive(LIVE.failed, 3, LAST),
])

/** Hears bytes as the host does, and reads whatever comes out in every way there is. */
function hear(pieces: readonly Uint8Array[]): { texts: string[]; longest: number } {
  const texts: string[] = []
  let longest = 0
  const reader = new FrameReader({ jsonBytesMax: 0, rawBytesMax: () => CAP })
  const tolerate = (read: () => unknown) => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof AnswerRefused)) throw error
    }
  }
  try {
    for (const piece of pieces) {
      reader.push(piece, (frame) => {
        const body = frame.kind === 'bytes' ? splitLive(frame.bytes) : null
        if (body === null) return
        longest = Math.max(longest, body.text.length + LIVE_HEAD_BYTES)
        tolerate(() => {
          const text = readText(body.text)
          texts.push(text)
          for (const read of [readAnswer, readThrew, readLastWord]) tolerate(() => read(text))
          tolerate(() => readLogs(readAnswer(text).logs))
        })
      })
    }
  } catch (error) {
    if (!(error instanceof FrameRefused)) throw error
  }
  return { texts, longest }
}

const mutation = fc.record({
  at: fc.nat(SENT.length - 1),
  byte: fc.nat(255),
  how: fc.constantFrom('put', 'insert', 'cut', 'copy' as const),
})

function mutate(
  bytes: Buffer,
  { at, byte, how }: { at: number; byte: number; how: string }
): Buffer {
  const from = Math.min(at, Math.max(bytes.length - 1, 0))
  const head = bytes.subarray(0, from)
  const tail = bytes.subarray(from)
  if (how === 'put') return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)])
  if (how === 'insert') return Buffer.concat([head, Buffer.from([byte]), tail])
  if (how === 'cut') return Buffer.concat([head, tail.subarray(byte)])
  return Buffer.concat([head, tail.subarray(0, byte), tail])
}

test.group('Frames of a live plugin, any', () => {
  test('come out as they went in, however the pipe cuts them', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(SENT.length), { maxLength: 20 }), (cuts) => {
        const at = [0, ...[...cuts].sort((a, b) => a - b), SENT.length]
        const pieces = at.slice(1).map((end, n) => SENT.subarray(at[n], end))
        assert.deepEqual(hear(pieces).texts, ['', GOOD, GOOD, BAD, LAST])
      })
    )
  })

  test('bytes by chance are refused or read, within the cap', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (pieces) => {
        assert.isAtMost(hear(pieces).longest, CAP)
      }),
      { numRuns: 2_000 }
    )
  })

  test('honest frames with bytes changed are refused or read, within the cap', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), (mutations) => {
        const bytes = mutations.reduce(mutate, SENT)
        assert.isAtMost(hear([bytes]).longest, CAP)
      }),
      { numRuns: 3_000 }
    )
  })

  test('any JSON in the place of an answer is refused or read', ({ assert }) => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { texts } = hear([encodeLive(LIVE.answer, 1, text.slice(0, CAP / 4))])
        assert.lengthOf(texts, 1)
      }),
      { numRuns: 1_000 }
    )
  })

  test('no memory is given to a frame that is too long', ({ assert }) => {
    fc.assert(
      fc.property(fc.integer({ min: CAP + 1, max: 0xffffffff }), (length) => {
        const head = Buffer.alloc(5)
        head.write('B')
        head.writeUInt32LE(length, 1)
        const before = process.memoryUsage().arrayBuffers
        const reader = new FrameReader({ jsonBytesMax: 0, rawBytesMax: () => CAP })
        assert.throws(() => reader.push(head, () => {}), /bytes where 2000 are allowed/)
        assert.isBelow(process.memoryUsage().arrayBuffers - before, 1_000_000)
      })
    )
  })
})
