import type { Ref } from 'vue'

interface Shown {
  readonly isPending: boolean
  readonly error: unknown
  readonly hasData: boolean
  readonly retry: () => void
}

/** The part of a query that AqState needs: the same as long as nothing of it changes, however often the data does. */
export function useShown(query: {
  isPending: Readonly<Ref<boolean>>
  error: Readonly<Ref<unknown>>
  data: Readonly<Ref<unknown>>
  refetch: () => Promise<unknown>
}) {
  const hasData = computed(() => query.data.value !== undefined)
  return computed<Shown>(() => ({
    isPending: query.isPending.value,
    error: query.error.value,
    hasData: hasData.value,
    retry: () => void query.refetch().catch(() => undefined),
  }))
}
