import { createI18n } from 'vue-i18n'

/** The panel speaks the language that was chosen, and changes with it. */
export default defineNuxtPlugin({
  name: 'texts',
  parallel: true,
  dependsOn: ['pinia'],
  async setup({ vueApp }) {
    const prefs = usePrefs()
    const i18n = createI18n({ legacy: false, locale: prefs.language })
    vueApp.use(i18n)
    async function speak(language: Language): Promise<void> {
      const [texts] = await Promise.all([loadTexts(language), loadSayings(language)])
      // Another was chosen while these came.
      if (language !== prefs.language) return
      // Texts do not change: to watch each of them would take longer than to show them.
      i18n.global.setLocaleMessage(language, markRaw(texts))
      i18n.global.locale.value = language
    }
    await speak(prefs.language)
    watch(() => prefs.language, speak)
  },
})
