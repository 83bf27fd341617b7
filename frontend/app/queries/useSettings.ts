import type { SettingsAnswer, SettingsFile, SettingValue } from '#shared/types/settings'

/** Everything that can be set. */
export const useSettings = () => useLive<SettingsAnswer>('/settings', 5_000)

/** What was read from a file, which may be anything: the host looks at it, and says what is wrong with it. */
const asFile = (read: unknown) => read as SettingsFile

/** Everything that changes settings; each gets the key of its command first. */
export const settingsCommands = {
  set: (key: string, name: string, value: SettingValue) =>
    callApi('PATCH', '/settings', { key, body: { settings: { [name]: value } } }),
  reset: (key: string, name: string) =>
    callApi('PATCH', '/settings', { key, body: { reset: [name] } }),
  /** What was changed here, as a file. */
  export: () => callApi('GET', '/settings/export'),
  preview: (key: string, file: unknown) =>
    callApi('POST', '/settings/import/preview', { key, body: { file: asFile(file) } }),
  import: (key: string, file: unknown, revision: number) =>
    callApi('POST', '/settings/import', { key, body: { file: asFile(file), revision } }),
}
