const now = ref(Date.now())
const tick = () => {
  if (!document.hidden) now.value = Date.now()
}
let timer: ReturnType<typeof setInterval> | undefined

/** The time of this machine, a new one each second while the tab is looked at; one clock for the whole panel. */
export function useNow() {
  if (timer === undefined) {
    timer = setInterval(tick, 1000)
    document.addEventListener('visibilitychange', tick)
  }
  return readonly(now)
}
