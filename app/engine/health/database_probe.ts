import type { DatabaseMeter, HealthProbe, HealthReading, DatabasePulse } from '#ports/health.js'

const SLOW_MS = 500
/** Orders and bars are told apart by time: a clock that is so far off is worth a look, or wrong. */
const SKEW_WARN_MS = 1_000
const SKEW_FAIL_MS = 30_000
/** A command waits for the next group of the journal, not for seconds. */
const QUEUE_WARN_MS = 5_000
const QUEUE_FAIL_MS = 30_000

/** The database, its clock against the host's, and the commands that wait in it. */
export function databaseProbe(meter: DatabaseMeter): HealthProbe {
  return {
    name: 'database',
    look: async () => {
      try {
        return judge(await meter.read())
      } catch (error) {
        // What stands in it is not known while it is away.
        const detail = error instanceof Error ? error.message : String(error)
        const away = { state: 'fail', code: 'not_reached', detail } as const
        return [{ ...DATABASE, ...away, figures: {} }]
      }
    },
  }
}

const DATABASE = { key: 'database', kind: 'database', name: 'database' } as const

function judge(pulse: DatabasePulse): HealthReading[] {
  const { roundTripMs, skewMs, waiting, oldestMs } = pulse
  const isSlow = roundTripMs >= SLOW_MS
  // Half of the way is what cannot be told apart from a wrong clock.
  const skew = Math.max(0, Math.abs(skewMs) - roundTripMs / 2)
  const fine = { state: 'ok', detail: null } as const
  return [
    {
      ...DATABASE,
      ...fine,
      ...(isSlow ? { state: 'warn', code: 'slow' } : { code: 'answers' }),
      figures: { roundTripMs },
    },
    {
      ...{ key: 'clock', kind: 'clock', name: 'clock' },
      ...fine,
      ...graded(skew, [SKEW_WARN_MS, SKEW_FAIL_MS], ['agrees', 'differs']),
      figures: { skewMs: skew === 0 ? 0 : Math.round(Math.sign(skewMs) * skew) },
    },
    {
      ...{ key: 'queues', kind: 'queues', name: 'queues' },
      ...fine,
      ...graded(oldestMs, [QUEUE_WARN_MS, QUEUE_FAIL_MS], ['quick', 'waits']),
      figures: { waiting, oldestMs },
    },
  ]
}

function graded(
  value: number,
  [warn, fail]: readonly [number, number],
  [good, bad]: readonly [string, string]
): Pick<HealthReading, 'state' | 'code'> {
  if (value < warn) return { state: 'ok', code: good }
  return { state: value < fail ? 'warn' : 'fail', code: bad }
}
