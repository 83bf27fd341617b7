import framework from '@adonisjs/prettier-config'

/** The framework's formatting, but text inside template literals stays as it was written. */
export default { ...framework, embeddedLanguageFormatting: 'off' }
