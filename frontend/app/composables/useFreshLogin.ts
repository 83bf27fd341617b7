const waiting = shallowRef<((isFresh: boolean) => void) | null>(null)

/** The question for the password that some actions want to have been answered lately. */
export function useFreshLogin() {
  /** Asks; `false` when the person turned away. */
  function askFresh(): Promise<boolean> {
    waiting.value?.(false)
    return new Promise((resolve) => (waiting.value = resolve))
  }
  function answer(isFresh: boolean) {
    waiting.value?.(isFresh)
    waiting.value = null
  }
  return { askFresh, answer, isAsked: computed(() => waiting.value !== null) }
}
