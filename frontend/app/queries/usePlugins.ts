import type {
  CatalogueAnswer,
  PluginAnswer,
  PluginEnvironment,
  PluginIncident,
  PluginSecret,
  PluginList,
  PublisherKey,
  Registry,
} from '#shared/types/plugins'

/** What changes rarely is asked for this often where nobody tells it, ms. */
const RARELY_MS = 10_000
/** Fetching a package and checking it takes its time, ms. */
const INSTALL_MS = 120_000

/** Plugins that can be used. */
export const usePlugins = () => useLive<PluginList>('/plugins', RARELY_MS)

/** One plugin: installed, shipped or offered. */
export const usePlugin = (id: MaybeRefOrGetter<string>) =>
  useLive<PluginAnswer>(() => pluginAt(toValue(id)), RARELY_MS)

/** What its author says about it; `null` asks nothing. */
export const usePluginReadme = (id: MaybeRefOrGetter<string | null>) =>
  useLive<{ text: string | null; isCut: boolean }>(
    () => (toValue(id) === null ? null : pluginAt(toValue(id)!, '/readme')),
    60_000
  )

/** Its code; `null` asks nothing. */
export const usePluginSource = (id: MaybeRefOrGetter<string | null>) =>
  useStill<{ file: string; size: number; text: string | null; isCut: boolean }>(() =>
    toValue(id) === null ? null : pluginAt(toValue(id)!, '/source')
  )

/** What went wrong with it. */
export const usePluginIncidents = (id: MaybeRefOrGetter<string | null>) =>
  useLive<{ items: PluginIncident[] }>(
    () => (toValue(id) === null ? null : pluginAt(toValue(id)!, '/incidents')),
    RARELY_MS
  )

/** What the registries offer. */
export const useCatalogue = (text: MaybeRefOrGetter<string>, kind: MaybeRefOrGetter<string>) =>
  useLive<CatalogueAnswer>(() => {
    const query = new URLSearchParams()
    if (toValue(text) !== '') query.set('text', toValue(text))
    if (toValue(kind) !== '') query.set('kind', toValue(kind))
    return `/plugins/search?${query}`
  }, 60_000)

/** Registries that are followed. */
export const useRegistries = () =>
  useLive<{ items: Registry[]; warnings: string[] }>('/registries', RARELY_MS)

/** Keys of publishers that were ever trusted. */
export const usePublisherKeys = () =>
  useLive<{ items: PublisherKey[] }>('/publisher-keys', RARELY_MS)

/** Secrets of plugins, without their values. */
export const usePluginSecrets = () =>
  useLive<{ items: PluginSecret[] }>('/plugin-secrets', RARELY_MS)

const pluginAt = <const Path extends string = ''>(id: string, path = '' as Path) =>
  `/plugins/${encodeURIComponent(id)}${path}` as const

/** What an install is asked with; each refusal says what is wanted next. */
export interface InstallWish {
  source: string
  trustKeyId?: string
  allowUnsigned?: boolean
  consentTo?: string
  grant?: string[]
  confirmation?: string
}

/** Everything that changes plugins; each gets the key of its command first. */
export const pluginActs = {
  install: (key: string, body: InstallWish) =>
    callApi('POST', '/plugins', { key, body, patienceMs: INSTALL_MS }),
  checkUpdates: () => callApi('GET', '/plugins/updates', { patienceMs: INSTALL_MS }),
  update: (key: string, id: string) =>
    callApi('POST', pluginAt(id, '/update'), {
      key,
      patienceMs: INSTALL_MS,
    }),
  accept: (
    key: string,
    id: string,
    body: { version: string; grant: string[]; confirmation?: string }
  ) => callApi('POST', pluginAt(id, '/accept'), { key, body }),
  rollback: (key: string, id: string, to: string) =>
    callApi('POST', pluginAt(id, '/rollback'), {
      key,
      body: { to },
    }),
  enable: (key: string, id: string) => callApi('POST', pluginAt(id, '/enable'), { key }),
  disable: (key: string, id: string) => callApi('POST', pluginAt(id, '/disable'), { key }),
  reset: (key: string, id: string, reason: string) =>
    callApi('POST', pluginAt(id, '/reset'), { key, body: { reason } }),
  remove: (key: string, id: string, body: { purge: boolean; forgetKey: boolean }) =>
    callApi('DELETE', pluginAt(id), { key, body }),
  grant: (
    key: string,
    id: string,
    body: { environment: PluginEnvironment; permissions: string[]; confirmation?: string }
  ) => callApi('POST', pluginAt(id, '/grants'), { key, body }),
  revoke: (
    key: string,
    id: string,
    body: { environment: PluginEnvironment; permissions?: string[] }
  ) => callApi('DELETE', pluginAt(id, '/grants'), { key, body }),
  follow: (key: string, body: { url: string; keyId?: string; vouches: Registry['vouches'] }) =>
    callApi('POST', '/registries', { key, body, patienceMs: INSTALL_MS }),
  leave: (key: string, url: string) => callApi('DELETE', '/registries', { key, body: { url } }),
  refreshRegistries: (key: string) =>
    callApi('POST', '/registries/refresh', {
      key,
      patienceMs: INSTALL_MS,
    }),
  forgetKey: (key: string, id: string) =>
    callApi('DELETE', `/publisher-keys/${encodeURIComponent(id)}`, { key }),
  trustKey: (key: string, id: string) =>
    callApi('POST', `/publisher-keys/${encodeURIComponent(id)}/trust`, { key }),
  setSecret: (key: string, body: { name: string; value: string; hosts: string[] }) =>
    callApi('POST', '/plugin-secrets', { key, body }),
  removeSecret: (key: string, name: string) =>
    callApi('DELETE', `/plugin-secrets/${encodeURIComponent(name)}`, { key }),
}
