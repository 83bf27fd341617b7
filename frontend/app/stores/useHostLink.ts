/** Silence after which the host counts as gone though nothing failed. */
const SILENT_MS = 8_000

/** How the connection to the host is, told by whoever asks it. Nothing is shown as well without a fresh answer. */
export const useHostLink = defineStore('link', () => {
  const heardMs = ref(0)
  const failedSince = ref<number | null>(null)
  const now = useNow()

  const state = computed(() => {
    if (heardMs.value === 0 && failedSince.value === null) return 'connecting'
    if (failedSince.value !== null) return 'lost'
    return now.value - heardMs.value > SILENT_MS ? 'silent' : 'live'
  })
  /** Whole seconds since the host was last heard. */
  const silentSeconds = computed(() =>
    heardMs.value === 0 ? 0 : Math.max(0, Math.round((now.value - heardMs.value) / 1000))
  )

  function heard() {
    heardMs.value = Date.now()
    failedSince.value = null
  }
  function failed() {
    failedSince.value ??= Date.now()
  }
  return { state, silentSeconds, heardMs, heard, failed }
})
