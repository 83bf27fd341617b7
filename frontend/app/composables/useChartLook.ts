/**
 * When a chart can be drawn and when it must be drawn anew: `look` changes with theme, tones and language,
 * `isReady` once the panel's face is loaded.
 */
export function useChartLook() {
  const prefs = usePrefs()
  const { locale } = useI18n()
  const isReady = ref(false)
  onMounted(async () => {
    await chartFont()
    isReady.value = true
  })
  const look = computed(() => `${prefs.shownTheme} ${prefs.tones} ${locale.value}`)
  return { look, isReady, locale }
}
