/** How old a figure may be: a moment; then it is on its way to being old; then it is old. ms */
const FRESH_MS = 3_000
const STALE_MS = 10_000

/** How far a live figure can be relied on; `lost`: whether it still holds nobody knows, the host is away. */
export type AgeClass = 'fresh' | 'ageing' | 'stale' | 'closed' | 'lost' | 'none'

/** The age of a figure of the instant `at` (UTC epoch ms), going on by itself; `isClosed`: nothing newer is expected. */
export function useAge(
  at: MaybeRefOrGetter<number | null>,
  isClosed: MaybeRefOrGetter<boolean> = false
) {
  const now = useNow()
  const link = useHostLink()
  const ms = computed(() => Math.max(0, now.value - (toValue(at) ?? now.value)))
  const is = computed<AgeClass>(() => {
    if (toValue(at) === null) return 'none'
    if (link.state === 'lost') return 'lost'
    if (toValue(isClosed)) return 'closed'
    if (ms.value < FRESH_MS) return 'fresh'
    return ms.value < STALE_MS ? 'ageing' : 'stale'
  })
  return { is, seconds: computed(() => Math.round(ms.value / 1000)) }
}
