import type { Answer } from './answers'

/** Every setting, and the number of the last change. */
export type SettingsAnswer = Answer<'GET /settings'>
/** A setting: of a secret only whether it is set. `none` is what `null` means, where it is a value. */
export type Setting = SettingsAnswer['items'][number]
/** What a setting can be; a fraction is a part of one, 0.05 for 5 %. */
export type SettingValue = Setting['value']
export type SettingUnit = NonNullable<Setting['unit']>

/** A file of settings, without secrets. */
export type SettingsFile = Answer<'GET /settings/export'>
/** What a file would change. */
export type SettingsPreview = Answer<'POST /settings/import/preview'>
