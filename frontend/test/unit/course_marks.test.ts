import { expect, it } from 'vitest'
import { courseMarks } from '../../app/utils/course_marks'

const t = (key: string, values: Record<string, string> = {}) =>
  [key.split('.').at(-1), ...Object.values(values)].join(' ')
const HOUR = 3_600_000
const NOON = Date.UTC(2026, 2, 4, 12)
const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString()
const DAY = { fromMs: NOON - 12 * HOUR, toMs: NOON + 12 * HOUR }

it('marks halts and their ends, and what strategies were led to, oldest first', () => {
  const modes = [
    { at: at(4.5), mode: 'active' },
    { at: at(1), mode: 'halted' },
  ]
  const turns = [
    { at: at(9), strategy: 'quick', event: 'start_strategy' },
    { at: at(-8), strategy: 'slow', event: 'parameters_changed' },
    { at: at(-20), strategy: 'old', event: 'start_strategy' },
  ]
  expect(courseMarks({ modes, turns }, DAY, t)).toEqual([
    { atMs: NOON - 8 * HOUR, label: 'parameters_changed slow' },
    { atMs: NOON + HOUR, label: 'halted' },
    { atMs: NOON + 4.5 * HOUR, label: 'active' },
    { atMs: NOON + 9 * HOUR, label: 'start_strategy quick' },
  ])
})

it('words that would lie on each other give way to the graver one', () => {
  const modes = [{ at: at(1), mode: 'halted' }]
  const turns = Array.from({ length: 30 }, (_, n) => ({
    at: at(n / 2),
    strategy: 'quick',
    event: 'start_strategy',
  }))
  const marks = courseMarks({ modes, turns }, DAY, t)
  expect(marks.map(({ label }) => label)).toContain('halted')
  expect(marks.length).toBeLessThanOrEqual(8)
  for (const [n, one] of marks.slice(1).entries()) {
    expect(one.atMs - marks[n]!.atMs).toBeGreaterThanOrEqual(24 * HOUR * 0.14)
  }
})
