import type { Body } from '#shared/types/answers'
import type { HealthCheck, HealthMinutes } from '#shared/types/health'

/** Between two answers, ms: as often as the host looks. */
const EVERY_MS = 5_000
/** The doctor starts processes: a page that is merely open asks rarely. */
const DOCTOR_MS = 300_000
const PATIENCE_MS = 40_000

/** Every part with its last hour. */
export const useHealthMinutes = () => useLive<HealthMinutes>('/health/minutes', EVERY_MS)

/** What the doctor found last. */
export const useDoctor = () => useLive<HealthCheck>('/health', DOCTOR_MS)

/** Has a run of a plugin started again. */
export const restartPlugin = (key: string, { id, ...run }: ReturnType<typeof runOf>) =>
  callApi('POST', `/plugins/${encodeURIComponent(id)}/restart`, {
    key,
    body: run as Body<'POST /plugins/:id/restart'>,
  })

/** Has doctor and watch look now. */
export const runHealthCheck = (key: string) =>
  callApi('POST', '/health/check', { key, patienceMs: PATIENCE_MS })
