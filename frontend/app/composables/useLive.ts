const EVERY_MS = 1_500

/**
 * What the host says at `path`, kept fresh for as long as the component lives; `null` asks nothing. Keys begin
 * with `live`, so that one word refreshes everything after a lost connection or a command.
 */
export function useLive<T>(path: MaybeRefOrGetter<string | null>, everyMs = EVERY_MS) {
  const link = useHostLink()
  const session = useSession()
  const query = useQuery<T>({
    key: () => ['live', toValue(path) ?? ''],
    enabled: () => toValue(path) !== null,
    // Several parts of a page may ask the same: one of them is enough.
    staleTime: everyMs / 2,
    query: async ({ signal }) => {
      try {
        const answer = await callApi<T>('GET', toValue(path)!, { signal })
        link.heard()
        return answer
      } catch (error) {
        if (error instanceof Problem) {
          if (error.status === 0) link.failed()
          else link.heard()
          if (error.status === 401) session.end()
        }
        throw error
      }
    },
  })
  const ask = () => {
    if (!document.hidden && toValue(path) !== null) void query.refresh().catch(() => undefined)
  }
  const timer = setInterval(ask, everyMs)
  document.addEventListener('visibilitychange', ask)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', ask)
  })
  return query
}

/** Has everything that is kept fresh asked again at once. */
export function useRefresh() {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: ['live'] })
}
