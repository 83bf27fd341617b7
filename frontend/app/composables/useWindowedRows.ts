/** A list of so many rows is drawn whole. */
const WHOLE_MAX = 150
/** Rows that are drawn beyond what is in sight, at either end: keys and a quick wheel find them there. */
const BEYOND = 15

/**
 * Of a long list, the rows around what is in sight, and the room of the others above and below, px. Rows are taken
 * to be as high as those that are drawn are on average.
 */
export function useWindowedRows<R>(
  rows: MaybeRefOrGetter<readonly R[]>,
  body: Readonly<Ref<HTMLElement | null>>
) {
  const rowPx = ref(33)
  const from = ref(0)
  const count = ref(WHOLE_MAX)
  const isLong = computed(() => toValue(rows).length > WHOLE_MAX)

  function look() {
    if (!isLong.value || body.value === null) return
    const drawn = body.value.querySelectorAll('tr[data-row]')
    const [first, last] = [drawn[0], drawn[drawn.length - 1]]
    if (first !== undefined && last !== undefined) {
      const px = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top
      const each = px / drawn.length
      if (each > 0 && Math.abs(each - rowPx.value) > 0.5) rowPx.value = each
    }
    const above = Math.floor(-body.value.getBoundingClientRect().top / rowPx.value)
    count.value = Math.ceil(window.innerHeight / rowPx.value) + 2 * BEYOND
    const most = Math.max(0, toValue(rows).length - count.value)
    from.value = Math.min(most, Math.max(0, above - BEYOND))
  }
  let frame = 0
  const soon = () => {
    cancelAnimationFrame(frame)
    if (isLong.value) frame = requestAnimationFrame(look)
  }
  watch(isLong, soon, { flush: 'post', immediate: true })
  onMounted(() => {
    // What scrolls may be the page or a box around the table.
    document.addEventListener('scroll', soon, { capture: true, passive: true })
    window.addEventListener('resize', soon)
    soon()
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    document.removeEventListener('scroll', soon, { capture: true })
    window.removeEventListener('resize', soon)
  })
  return computed(() => {
    const all = toValue(rows)
    if (!isLong.value) return { rows: all, from: 0, abovePx: 0, belowPx: 0, isLong: false }
    const start = Math.max(0, Math.min(from.value, all.length - count.value))
    const part = all.slice(start, start + count.value)
    const after = all.length - start - part.length
    return {
      rows: part,
      from: start,
      abovePx: Math.round(start * rowPx.value),
      belowPx: Math.round(after * rowPx.value),
      isLong: true,
    }
  })
}
