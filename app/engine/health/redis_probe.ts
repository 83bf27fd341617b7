import type { HealthProbe, RedisMeter } from '#ports/health.js'

const SLOW_MS = 250
const REDIS = { key: 'redis', kind: 'redis', name: 'redis' } as const

/** Redis, where there is one. Without it quotes are shared through the database: it is never more than a warning. */
export function redisProbe(meter: RedisMeter): HealthProbe {
  return {
    name: 'redis',
    look: async () => {
      try {
        const roundTripMs = await meter.read()
        const isSlow = roundTripMs >= SLOW_MS
        const found = isSlow
          ? ({ state: 'warn', code: 'slow' } as const)
          : ({ state: 'ok', code: 'answers' } as const)
        return [{ ...REDIS, ...found, detail: null, figures: { roundTripMs } }]
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        return [{ ...REDIS, state: 'warn', code: 'not_reached', detail, figures: {} }]
      }
    },
  }
}
