import type { Density, TableLook } from '#shared/types/preferences'

const PATH = '/me/preferences'
/** So soon another browser of the same person follows, ms. */
const EVERY_MS = 30_000
/** Changes that were sent and not answered yet: what the host says meanwhile is older. */
let unanswered = 0

/** Keeps what the host has for this person in force, for as long as the component lives. */
export function useKeptPreferences(): void {
  const prefs = usePrefs()
  const kept = useLive(PATH, EVERY_MS)
  watch(
    () => kept.data.value,
    (now) => {
      if (now === undefined || unanswered > 0) return
      prefs.density = now.density
      prefs.tables = now.tables
    },
    { immediate: true }
  )
}

/** Changes how this person wants tables: here at once, and at the host for every other browser. */
export function usePreferences() {
  const prefs = usePrefs()
  const cache = useQueryCache()
  const { say } = useToast()
  const { t } = useI18n()

  async function send(body: { density?: Density; tables?: Record<string, TableLook | null> }) {
    unanswered++
    try {
      await callApi('PATCH', PATH, { body, isLasting: true })
    } catch (error) {
      say(t('frame.table.not_kept', { why: describe(error, t) }), 'bad')
    } finally {
      unanswered--
      void cache.invalidateQueries({ key: ['live', PATH], exact: true }).catch(() => undefined)
    }
  }
  return {
    setDensity(density: Density) {
      prefs.density = density
      void send({ density })
    },
    /** `null` puts the table back to how it comes. */
    setTable(name: string, look: TableLook | null) {
      const others = Object.entries(prefs.tables).filter(([one]) => one !== name)
      prefs.tables = Object.fromEntries(look === null ? others : [...others, [name, look]])
      void send({ tables: { [name]: look } })
    },
  }
}
