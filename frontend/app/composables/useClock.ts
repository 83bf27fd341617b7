import type { MaybeRefOrGetter } from 'vue'

const mainVenue = ref<Venue>('US')

/** Which market's clock stands for the exchange where nothing says more. */
export function useMainVenue() {
  return mainVenue
}

/** The zone in which times are shown and its short name; that of a symbol's own market where one is given. */
export function useClock(symbol: MaybeRefOrGetter<string | undefined> = undefined) {
  const prefs = usePrefs()
  const { t } = useI18n()
  const venue = computed(() => venueOf(toValue(symbol) ?? '') ?? mainVenue.value)
  const zone = computed(() => {
    if (prefs.clock === 'utc') return 'UTC'
    if (prefs.clock === 'local') return Intl.DateTimeFormat().resolvedOptions().timeZone
    return VENUE_ZONES[venue.value]
  })
  const label = computed(() =>
    prefs.clock === 'exchange' ? t(`frame.zone.${venue.value}`) : t(`frame.zone.${prefs.clock}`)
  )
  return { zone, label, venue }
}
