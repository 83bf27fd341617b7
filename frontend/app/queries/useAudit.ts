import type { AuditPage } from '#shared/types/people'

/** Which rows of the audit log are wanted; what is empty does not matter. Days are whole days in UTC. */
export interface AuditWish {
  actor: string
  action: string
  subject: string
  since: string
  until: string
}

const PAGE = 50
const DAY_MS = 86_400_000

/** What follows the `?` for a wish. `until` is the last day that counts, which the API wants as the one after. */
export function auditQuery({ until, ...wish }: AuditWish): URLSearchParams {
  const query = new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== ''))
  const end = until === '' ? Number.NaN : Date.parse(until)
  if (!Number.isNaN(end)) query.set('until', new Date(end + DAY_MS).toISOString().slice(0, 10))
  return query
}

/** One page of the log, newest first. */
export const useAudit = (
  wish: MaybeRefOrGetter<AuditWish>,
  after: MaybeRefOrGetter<string | null>
) =>
  useLive<AuditPage>(() => {
    const query = auditQuery(toValue(wish))
    query.set('limit', String(PAGE))
    const page = toValue(after)
    if (page !== null) query.set('after', page)
    return `/audit?${query}`
  }, 5_000)

export const verifyAudit = () => callApi('GET', '/audit/verify')
