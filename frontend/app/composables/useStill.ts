/** What the host says at `path` and what does not change by itself: asked once; `null` asks nothing. */
export function useStill<T>(path: MaybeRefOrGetter<string | null>) {
  const session = useSession()
  return useQuery<T>({
    key: () => ['still', toValue(path) ?? ''],
    enabled: () => toValue(path) !== null,
    staleTime: 30_000,
    query: async ({ signal }) => {
      try {
        return (await callApi('GET', toValue(path)!, { signal })) as T
      } catch (error) {
        if (error instanceof Problem && error.status === 401) session.end()
        throw error
      }
    },
  })
}
