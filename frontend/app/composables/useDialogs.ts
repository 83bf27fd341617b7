const open = ref<string[]>([])

/** The dialogs that are open, lowest first. What lies below the topmost one takes no input. */
export function useDialogs() {
  const enter = (id: string) => (open.value = [...open.value, id])
  const leave = (id: string) => (open.value = open.value.filter((one) => one !== id))
  const isTop = (id: string) => open.value.at(-1) === id
  return { enter, leave, isTop, isAnyOpen: computed(() => open.value.length > 0) }
}
