/** Silence on an open line after which nothing is shown as fresh: one ping was left out. */
const SILENT_MS = 7_000
/** A line that breaks and is back so soon is none that was lost. */
const GRACE_MS = 1_500
/** An answer so young says that the host is there though nothing can be told on the line. */
const ASKED_MS = 6_000

/**
 * How the connection to the host is: `live`, the line tells what happens; `slow`, the host answers when it is
 * asked, but the line is away; `silent`, the line is open and mute; `lost`, nobody answers. Nothing is shown as
 * well without a fresh sign of the host.
 */
export const useHostLink = defineStore('link', () => {
  const answeredMs = ref(0)
  const failedSince = ref<number | null>(null)
  const now = useNow()
  const line = useStream()
  const openedMs = Date.now()

  /** When the host was last heard, by whatever way, UTC epoch ms; 0 for never. */
  const heardMs = computed(() => Math.max(line.lastAt.value, answeredMs.value))
  const sinceLine = computed(() => Math.max(now.value, line.lastAt.value) - line.lastAt.value)
  const state = computed(() => {
    if (line.state.value === 'live') return sinceLine.value > SILENT_MS ? 'silent' : 'live'
    if (line.lastAt.value > 0 && sinceLine.value < GRACE_MS) return 'live'
    if (failedSince.value !== null) return 'lost'
    if (line.lastAt.value === 0 && now.value - openedMs < 5_000) return 'connecting'
    return now.value - answeredMs.value < ASKED_MS ? 'slow' : 'lost'
  })
  /** Whole seconds since the host was last heard. */
  const silentSeconds = computed(() =>
    heardMs.value === 0 ? 0 : Math.max(0, Math.round((now.value - heardMs.value) / 1000))
  )

  function heard() {
    answeredMs.value = Date.now()
    failedSince.value = null
  }
  function failed() {
    failedSince.value ??= Date.now()
  }
  return { state, silentSeconds, heardMs, heard, failed }
})
