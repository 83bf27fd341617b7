import type { Density, TableLook } from '#shared/types/preferences'

export type Theme = 'dark' | 'light' | 'system'
export type Tones = 'green-up' | 'red-up' | 'safe'
/** On whose clock times are shown: the exchange's, this machine's, or UTC. */
export type Clock = 'exchange' | 'local' | 'utc'

interface Kept {
  theme: Theme
  tones: Tones
  language: Language
  account: string | null
  clock: Clock
  /** Whether single letters act as keys. */
  hasLetterKeys: boolean
  /** What the host keeps for this person, as it was when it was last heard. */
  density: Density
  tables: Record<string, TableLook>
}

const PLACE = 'aq-preferences'

/** What a person chose about looks, kept in this browser. */
export const usePrefs = defineStore('prefs', () => {
  const kept = reactive<Kept>({ ...defaults(), ...read() })
  const systemIsLight = useMedia('(prefers-color-scheme: light)')
  const theme = computed(() =>
    kept.theme === 'system' ? (systemIsLight.value ? 'light' : 'dark') : kept.theme
  )
  // At once: what is drawn in the same turn reads the colours off the page.
  watchEffect(
    () => {
      document.documentElement.dataset.theme = theme.value
      document.documentElement.dataset.tones = kept.tones
      document.documentElement.dataset.density = kept.density
      try {
        localStorage.setItem(PLACE, JSON.stringify(kept))
      } catch {
        // A browser that keeps nothing: the choice holds until the tab is closed.
      }
    },
    { flush: 'sync' }
  )
  return { ...toRefs(kept), shownTheme: theme }
})

/** The language that was chosen in this browser, before anything is made. */
export function keptLanguage(): Language {
  return { ...defaults(), ...read() }.language
}

function defaults(): Kept {
  const isChinese = navigator.language.toLowerCase().startsWith('zh')
  return {
    theme: 'system',
    tones: isChinese ? 'red-up' : 'green-up',
    language: isChinese ? 'zh-CN' : 'en',
    account: null,
    clock: 'exchange',
    hasLetterKeys: true,
    density: 'normal',
    tables: {},
  }
}

function read(): Partial<Kept> {
  try {
    const said = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<
      Record<keyof Kept, unknown>
    >
    const result: Partial<Kept> = {}
    if (['dark', 'light', 'system'].includes(said.theme as string))
      result.theme = said.theme as Theme
    if (['green-up', 'red-up', 'safe'].includes(said.tones as string)) {
      result.tones = said.tones as Tones
    }
    if (said.language === 'en' || said.language === 'zh-CN') result.language = said.language
    if (typeof said.account === 'string') result.account = said.account
    if (['exchange', 'local', 'utc'].includes(said.clock as string)) {
      result.clock = said.clock as Clock
    }
    if (typeof said.hasLetterKeys === 'boolean') result.hasLetterKeys = said.hasLetterKeys
    if (['compact', 'normal', 'roomy'].includes(said.density as string)) {
      result.density = said.density as Density
    }
    if (typeof said.tables === 'object' && said.tables !== null) {
      result.tables = said.tables as Kept['tables']
    }
    return result
  } catch {
    return {}
  }
}
