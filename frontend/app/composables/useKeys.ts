/** Hears the keys of the panel as long as the component lives. */
export function useKeys(does: { stop: () => void; palette: () => void; sheet: () => void }) {
  const prefs = usePrefs()
  const { isAnyOpen } = useDialogs()
  const { pages } = usePages()
  const read = keyReader(() => performance.now())

  function onKey(event: KeyboardEvent) {
    const at = event.target as HTMLElement | null
    const wish = read(
      {
        key: event.key,
        code: event.code,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        isTyping: Boolean(at?.closest?.('input, textarea, select, [role=combobox], [role=menu]')),
      },
      prefs.hasLetterKeys && !isAnyOpen.value
    )
    if (wish === null) return
    if (wish.does === 'go') {
      const page = pages.value.find(({ key }) => key === wish.page)
      if (page) void navigateTo(page.to)
    } else if (wish.does === 'filter') {
      const field = document.querySelector<HTMLElement>(
        '#main :is([data-filter], input[type=search])'
      )
      if (field === null) return
      field.focus()
    } else if (wish.does === 'row') {
      if (!stepRow(wish.step)) return
    } else if (wish.does === 'export') {
      if (!exportRows()) return
    } else {
      if (wish.does === 'palette' && isAnyOpen.value) return
      does[wish.does]()
    }
    event.preventDefault()
  }
  // On the way down: no field, menu or dialog can keep Stop for itself.
  onMounted(() => window.addEventListener('keydown', onKey, true))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey, true))
}
