import type { InjectionKey } from 'vue'

/** Parts of a page that are shown together: each says while it has nothing to show. */
interface Parts {
  waits(part: symbol): void
  isReady(part: symbol): void
}

const PARTS: InjectionKey<Parts> = Symbol('parts')

/** Around parts: how many of them have nothing to show yet. */
export function useWaitingParts(): Readonly<Ref<number>> {
  const waiting = reactive(new Set<symbol>())
  provide(PARTS, {
    waits: (part) => waiting.add(part),
    isReady: (part) => waiting.delete(part),
  })
  return computed(() => waiting.size)
}

/** Within a part: says to what is around it whether there is something to show. */
export function usePart(isReady: () => boolean): void {
  const parts = inject(PARTS, null)
  if (parts === null) return
  const part = Symbol('part')
  const tell = (is: boolean) => (is ? parts.isReady(part) : parts.waits(part))
  watch(isReady, tell, { immediate: true, flush: 'sync' })
  onBeforeUnmount(() => parts.isReady(part))
}
