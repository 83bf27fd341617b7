import { describe, expect, it } from 'vitest'
import type { HealthMinutes, HealthPart, HealthState } from '../../shared/types/health'
import { countMinutes, healthOf, healthSubject, knownParts, runOf } from '../../app/utils/health'

const AT = '2026-01-05T14:30:00.000Z'
const part = (state: HealthState, at = AT): HealthPart => ({
  ...{ key: 'database', kind: 'database', name: 'database', code: 'answers', detail: null },
  ...{ figures: {}, since: AT, minutes: [], state, at },
})
const answer = (...parts: HealthPart[]): HealthMinutes => ({
  ...{ at: AT, everyMs: 5_000, freshMs: 15_000, parts },
})

describe('what may be shown of the health', () => {
  it('believes a look for so long, by the clock of the reader', () => {
    const told = answer(part('ok'))
    expect(knownParts(told, 1_000, 16_000)[0]!.state).toBe('ok')
    const [old] = knownParts(told, 1_000, 16_001)
    expect(old).toMatchObject({ state: 'unavailable', code: 'no_sample', since: AT })
  })
  it('counts the age that a look had when it was told', () => {
    const told = answer(part('ok', '2026-01-05T14:29:50.000Z'))
    expect(knownParts(told, 1_000, 5_000)[0]!.state).toBe('ok')
    expect(knownParts(told, 1_000, 7_000)[0]!.state).toBe('unavailable')
  })
  it('lets the hour go on while nothing is heard', () => {
    const told = answer({ ...part('ok'), minutes: ['idle', 'ok', 'fail'] })
    const minutesAt = (ms: number) => knownParts(told, 0, ms)[0]!.minutes
    expect(minutesAt(59_000)).toEqual(['idle', 'ok', 'fail'])
    expect(minutesAt(60_000)).toEqual(['ok', 'fail', 'unavailable'])
    expect(minutesAt(600_000)).toEqual(['unavailable', 'unavailable', 'unavailable'])
  })
  it('says the worst, and how many want a look', () => {
    expect(healthOf([part('ok'), part('idle')])).toEqual({ state: 'ok', wanting: 0 })
    expect(healthOf([part('ok'), part('unavailable')])).toEqual({
      state: 'unavailable',
      wanting: 1,
    })
    expect(healthOf([part('warn'), part('fail'), part('ok')])).toEqual({
      state: 'fail',
      wanting: 2,
    })
    expect(healthOf([]).state).toBe('unavailable')
  })
  it('counts minutes', () => {
    expect(countMinutes(['ok', 'fail', 'ok'])).toEqual({
      ...{ ok: 2, idle: 0, warn: 0, fail: 1, unavailable: 0 },
    })
  })
})

it('a part leads to where it is looked after', () => {
  expect(runOf('plugin:momentum:paper:paper/fast')).toEqual({
    id: 'momentum',
    environment: 'paper',
    instance: 'paper/fast',
  })
  expect(runOf('plugin:house-rule:live:').instance).toBeNull()
  expect(healthSubject({ kind: 'plugin', key: 'plugin:momentum:paper:x' })).toBe(
    '/plugins/momentum'
  )
  expect(healthSubject({ kind: 'host', key: 'host' })).toBeNull()
})
