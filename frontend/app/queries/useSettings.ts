import type {
  SettingsAnswer,
  SettingsFile,
  SettingsPreview,
  SettingValue,
} from '#shared/types/settings'

/** Everything that can be set. */
export const useSettings = () => useLive<SettingsAnswer>('/settings', 5_000)

/** Everything that changes settings; each gets the key of its command first. */
export const settingsCommands = {
  set: (key: string, name: string, value: SettingValue) =>
    callApi<SettingsAnswer>('PATCH', '/settings', { key, body: { settings: { [name]: value } } }),
  reset: (key: string, name: string) =>
    callApi<SettingsAnswer>('PATCH', '/settings', { key, body: { reset: [name] } }),
  /** What was changed here, as a file. */
  export: () => callApi<SettingsFile>('GET', '/settings/export'),
  preview: (key: string, file: unknown) =>
    callApi<SettingsPreview>('POST', '/settings/import/preview', { key, body: { file } }),
  import: (key: string, file: unknown, revision: number) =>
    callApi<SettingsPreview>('POST', '/settings/import', { key, body: { file, revision } }),
}
