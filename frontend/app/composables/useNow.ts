const now = ref(Date.now())
let timer: ReturnType<typeof setInterval> | undefined

/** The time of this machine, a new one each second; one clock for the whole panel. */
export function useNow() {
  timer ??= setInterval(() => (now.value = Date.now()), 1000)
  return readonly(now)
}
