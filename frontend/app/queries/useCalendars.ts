const EVERY_MS = 600_000

/** The trading days of each market for two weeks; `null` until the host has told them. */
export function useCalendars() {
  const venues = Object.keys(VENUE_ZONES) as Venue[]
  return venues.map((venue) => {
    const query = useLive<{ days: CalendarDay[] }>(`/calendar?market=${venue}`, EVERY_MS)
    return { venue, days: computed(() => query.data.value?.days ?? null) }
  })
}
