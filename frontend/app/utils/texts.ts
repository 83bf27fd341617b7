const LANGUAGES = {
  'en': () => import('~~/i18n/en'),
  'zh-CN': () => import('~~/i18n/zh-CN'),
}

export type Language = keyof typeof LANGUAGES

/** All texts of the panel in a language. */
export async function loadTexts(language: Language) {
  return (await LANGUAGES[language]()).default
}
