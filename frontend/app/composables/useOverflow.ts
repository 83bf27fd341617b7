/** Whether what is inside a box is wider than the box. */
export function useOverflow(box: Readonly<Ref<HTMLElement | null>>) {
  const isWide = ref(false)
  let watcher: ResizeObserver | null = null
  const look = () => {
    const element = box.value
    if (element === null) return
    const inside = element.firstElementChild as HTMLElement | null
    isWide.value = (inside?.offsetWidth ?? 0) > element.clientWidth + 1
  }
  onMounted(() => {
    if (box.value === null || typeof ResizeObserver === 'undefined') return
    watcher = new ResizeObserver(look)
    watcher.observe(box.value)
    if (box.value.firstElementChild !== null) watcher.observe(box.value.firstElementChild)
  })
  onBeforeUnmount(() => watcher?.disconnect())
  return isWide
}
