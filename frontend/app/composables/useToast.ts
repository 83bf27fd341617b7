export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'bad'
}

const SHOWN_MS = 6_000
const toasts = ref<Toast[]>([])
let count = 0

/** Short words about what was just done. What needs attention is never said here alone. */
export function useToast() {
  function say(text: string, tone: Toast['tone'] = 'plain') {
    const id = ++count
    toasts.value.push({ id, text, tone })
    setTimeout(() => dismiss(id), SHOWN_MS)
  }
  function dismiss(id: number) {
    toasts.value = toasts.value.filter((one) => one.id !== id)
  }
  return { toasts: readonly(toasts), say, dismiss }
}
