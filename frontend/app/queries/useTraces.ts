import type { Order, Page } from '#shared/types/api'
import type { Trace, TraceLine } from '#shared/types/traces'

/** A page of the traces of the account. */
export const useTraces = (filter: () => ListFilter) => {
  const { at } = useAccount()
  return useLive<Page<TraceLine>>(
    () => at(`/traces${searchOf({ limit: '50', ...filter() })}`),
    3_000
  )
}

/** One trace; `null` asks nothing. */
export const useTrace = (id: () => string | null) =>
  useLive<{ trace: Trace }>(() => {
    const wanted = id()
    return wanted === null ? null : `/traces/${encodeURIComponent(wanted)}`
  }, 2_500)

/** One order and the id of its trace. */
export const useOrder = (id: () => string) => {
  const { at } = useAccount()
  return useLive<{ order: Order; trace: string | null }>(
    () => at(`/orders/${encodeURIComponent(id())}`),
    2_000
  )
}
