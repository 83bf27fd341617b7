import type { Ref } from 'vue'

/** The part of a query that AqState needs. */
export function useShown(query: {
  isPending: Readonly<Ref<boolean>>
  error: Readonly<Ref<unknown>>
  data: Readonly<Ref<unknown>>
  refetch: () => Promise<unknown>
}) {
  return computed(() => ({
    isPending: query.isPending.value,
    error: query.error.value,
    hasData: query.data.value !== undefined,
    retry: () => void query.refetch().catch(() => undefined),
  }))
}
