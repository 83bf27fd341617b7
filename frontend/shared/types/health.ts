import type { Answer } from './answers'

/** What `/api/v1/health` answers. */

/** The last hour of every part; a look that is older than `freshMs` says nothing. */
export type HealthMinutes = Answer<'GET /health/minutes'>
/** One part: `code` says which words tell its state, `minutes` has the worst of each of the last 60. */
export type HealthPart = HealthMinutes['parts'][number]
export type HealthKind = HealthPart['kind']
/** `unavailable`: nobody looked, or nothing is known any more. It is never shown as any of the others. */
export type HealthState = HealthPart['state']

/** What a doctor finds when it looks at everything once. */
export type HealthCheck = Answer<'GET /health'>
export type Finding = HealthCheck['findings'][number]
