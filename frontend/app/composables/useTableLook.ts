import type { TableLook } from '#shared/types/preferences'

/** How the person wants a table, under the name by which it is kept; `''` keeps nothing. */
export function useTableLook<C extends LookColumn>(
  keep: MaybeRefOrGetter<string>,
  columns: MaybeRefOrGetter<readonly C[]>
) {
  const prefs = usePrefs()
  const { setTable } = usePreferences()
  const look = computed<TableLook>(() => prefs.tables[toValue(keep)] ?? PLAIN_LOOK)
  const ordered = computed(() => arranged(toValue(columns), look.value))
  return {
    look,
    ordered,
    seen: computed(() => ordered.value.filter((one, k) => k === 0 || isShown(one, look.value))),
    change: (to: TableLook | null) => setTable(toValue(keep), to),
  }
}
