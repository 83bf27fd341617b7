const of = (account: string, name: string) =>
  `/accounts/${encodeURIComponent(account)}/strategies/${encodeURIComponent(name)}/draft` as const

/** The parameters of a strategy and the draft of its next ones. */
export const useDraft = (name: MaybeRefOrGetter<string>) => {
  const { account } = useAccount()
  return useLive(
    () => (account.value === null ? null : of(account.value.name, toValue(name))),
    3_000
  )
}

/** What each strategy has earned, by its name. */
export const useEarned = () => {
  const { at } = useAccount()
  const query = useLive(() => at('/pnl'), 5_000)
  const earned = computed(
    () => new Map((query.data.value?.results ?? []).map((one) => [one.strategy ?? '', one]))
  )
  return { query, earned }
}

/** What each strategy did lately, by its name. */
export const useActivity = () => {
  const query = useActivityAnswer()
  const activity = computed(
    () => new Map((query.data.value?.items ?? []).map((one) => [one.strategy, one]))
  )
  return { query, activity }
}

/** Starts, stops and changes of strategies, newest first. */
export const useTurns = () => {
  const query = useActivityAnswer()
  return computed(() => query.data.value?.turns ?? [])
}

function useActivityAnswer() {
  const { at } = useAccount()
  const session = useSession()
  return useLive(() => (session.may('strategies:read') ? at('/activity') : null), 10_000)
}

/** Everything that is done about drafts; each gets the key of its command first. */
export const draft = {
  save: (_key: string, account: string, name: string, parameters: Record<string, string>) =>
    callApi('PUT', of(account, name), { body: { parameters } }),
  discard: (_key: string, account: string, name: string) => callApi('DELETE', of(account, name)),
  apply: (key: string, account: string, name: string, reason: string) =>
    callApi('POST', `${of(account, name)}/apply`, { key, body: { reason } }),
}
