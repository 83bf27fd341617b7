import { test } from '@japa/runner'
import {
  encodeBytes,
  encodeJson,
  FrameReader,
  FrameRefused,
  type Frame,
} from '#adapters/sandbox/wire/frame.js'

function reader(jsonBytesMax = 1_000, rawBytesMax = 1_000): FrameReader {
  return new FrameReader({ jsonBytesMax, rawBytesMax: () => rawBytesMax })
}

const SENT = Buffer.concat([
  encodeJson({ t: 'ready' }),
  ...encodeBytes(Buffer.from([1, 2, 3])),
  encodeJson({ t: 'progress', text: 'Grüße 你好' }),
])

function shown(frame: Frame): string {
  return frame.kind === 'json' ? frame.text : [...frame.bytes].join()
}

test.group('Sandbox frames', () => {
  test('come out as they went in, however the pipe cuts them', ({ assert }) => {
    for (const size of [1, 2, 3, 4, 5, 6, 7, 16, SENT.length]) {
      const frames: string[] = []
      const one = reader()
      for (let at = 0; at < SENT.length; at += size) {
        one.push(SENT.subarray(at, at + size), (frame) => frames.push(shown(frame)))
      }
      assert.deepEqual(frames, ['{"t":"ready"}', '1,2,3', '{"t":"progress","text":"Grüße 你好"}'])
    }
  })

  test('are refused by their head alone, before memory is given to them', ({ assert }) => {
    const head = Buffer.alloc(5)
    head.write('J')
    head.writeUInt32LE(0xffffffff, 1)
    assert.throws(
      () => reader().push(head, () => {}),
      'a frame of 4294967295 bytes where 1000 are allowed'
    )
  })

  test('are refused when they are of an unknown kind, empty, or raw where none were announced', ({
    assert,
  }) => {
    assert.throws(
      () => reader().push(Buffer.from('X\0\0\0\0'), () => {}),
      'a frame of unknown kind 88'
    )
    assert.throws(() => reader().push(Buffer.from('J\0\0\0\0'), () => {}), 'an empty frame')
    const bytes = Buffer.concat([...encodeBytes(Buffer.alloc(8))])
    const none = reader(1_000, 0)
    assert.instanceOf(
      caught(() => none.push(bytes, () => {})),
      FrameRefused
    )
  })
})

function caught(run: () => void): unknown {
  try {
    run()
    return null
  } catch (error) {
    return error
  }
}
