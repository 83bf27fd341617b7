/** Whether a media query holds, now and later. */
export function useMedia(query: string) {
  const list = window.matchMedia(query)
  const holds = ref(list.matches)
  list.addEventListener('change', (event) => (holds.value = event.matches))
  return readonly(holds)
}
