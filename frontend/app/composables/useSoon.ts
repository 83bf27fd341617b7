/** What waits for several answers is shown without them after this, ms. */
const PATIENCE_MS = 3_000

/** Becomes true once `is` is, or after a while, and stays so. */
export function useSoon(is: () => boolean): Readonly<Ref<boolean>> {
  const isSoon = ref(false)
  const show = () => (isSoon.value = true)
  let patience: ReturnType<typeof setTimeout> | undefined
  onMounted(() => {
    patience = setTimeout(show, PATIENCE_MS)
    // After what came was put in its place: parts may have parts of their own.
    watch(is, (now) => now && show(), { immediate: true, flush: 'post' })
  })
  onBeforeUnmount(() => clearTimeout(patience))
  return isSoon
}
