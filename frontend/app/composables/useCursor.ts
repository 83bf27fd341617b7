/**
 * Where one is in a list that comes in pages: `after` is what to ask for (nothing for the first page). Goes
 * back to the first page when what is listed changes.
 */
export function useCursor(listed: () => unknown = () => '') {
  const starts = ref<(string | null)[]>([null])
  watch(listed, () => (starts.value = [null]))
  return {
    after: computed(() => starts.value.at(-1) ?? null),
    isFirst: computed(() => starts.value.length === 1),
    older: (next: string) => starts.value.push(next),
    newer: () => starts.value.length > 1 && starts.value.pop(),
  }
}

/** The place in a list that a pager moves. */
export type Cursor = ReturnType<typeof useCursor>
