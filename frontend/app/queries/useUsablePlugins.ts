import type { UsablePlugin } from '#shared/types/parameters'

/** Plugins of a kind that can be used now: those that come with the platform, and those installed. */
export function useUsablePlugins(kind: 'strategy' | 'risk-rule' | 'agent') {
  const query = useLive<{ shipped: UsablePlugin[]; installed: UsablePlugin[] }>('/plugins', 30_000)
  const plugins = computed(() => {
    const { installed = [], shipped = [] } = query.data.value ?? {}
    const known = new Set(installed.map(({ id }) => id))
    return [...installed, ...shipped.filter(({ id }) => !known.has(id))]
      .filter(({ manifest }) => manifest?.kind === kind)
      .sort((a, b) => a.manifest!.name.localeCompare(b.manifest!.name))
  })
  return { query, plugins }
}
