/**
 * Words of the address (what stands after the `?`), so that a filter survives a reload and can be sent to
 * somebody. What is empty is left out; a change makes no new step for the back button.
 */
export function useAddress<K extends string>(names: readonly K[]) {
  const route = useRoute()
  const router = useRouter()
  const words = computed(
    () =>
      Object.fromEntries(names.map((name) => [name, textOf(route.query[name])])) as Record<
        K,
        string
      >
  )
  function set(change: Partial<Record<K, string>>) {
    const query = { ...route.query, ...change } as Record<string, string>
    const kept = Object.entries(query).filter(([, value]) => value !== '')
    void router.replace({ query: Object.fromEntries(kept) })
  }
  return { words, set }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
