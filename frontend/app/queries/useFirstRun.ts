/** One thing that the host looked at on its machine. */
interface Finding {
  what: string
  level: 'ok' | 'warn' | 'fail'
  found: string
  advice: string | null
}

/** What the host finds of its machine and its database. */
export const useMachine = () => useLive<{ isFine: boolean; findings: Finding[] }>('/health', 30_000)

/** The first limits and the first strategy of an account; each gets the key of its command first. */
export const firstRun = {
  limit: (key: string, account: string, limits: Record<string, number>) =>
    callApi('PATCH', `/accounts/${encodeURIComponent(account)}/risk/limits`, {
      key,
      body: { limits, reason: 'first limits' },
    }),
}
