import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { drawInTurn } from '../../app/utils/frame_turns'

const frames: (() => void)[] = []
const nextFrame = () => frames.splice(0).forEach((one) => one())

beforeEach(() => vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw)))
afterEach(() => vi.unstubAllGlobals())

it('draws one thing a frame, leaves the next frame alone, and forgets what was called off', () => {
  const drawn: string[] = []
  const draw = (name: string) => drawInTurn(() => void drawn.push(name))
  draw('a')
  draw('b')
  const callOff = draw('c')
  const seen = Array.from({ length: 8 }, (_, frame) => {
    nextFrame()
    if (frame === 0) callOff()
    if (frame === 1) draw('d')
    return drawn.length
  })
  expect(drawn).toEqual(['a', 'b', 'd'])
  expect(seen).toEqual([1, 1, 2, 2, 3, 3, 3, 3])
  expect(frames).toEqual([])
})
