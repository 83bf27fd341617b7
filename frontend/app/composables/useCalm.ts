/** What `of` says, every `ms` at most and never of late: for what takes long to draw. */
export function useCalm<T>(of: () => T, ms: number): Readonly<Ref<T>> {
  const calm = shallowRef(of())
  let takenAt = Date.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  const take = () => {
    timer = undefined
    takenAt = Date.now()
    calm.value = of()
  }
  watch(of, () => (timer ??= setTimeout(take, Math.max(0, takenAt + ms - Date.now()))))
  onScopeDispose(() => clearTimeout(timer))
  return calm
}
