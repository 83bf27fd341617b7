export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'bad'
  /** Takes back what was done; while it is offered. */
  undo: (() => unknown) | null
}

const SHOWN_MS = 6_000
/** What can be taken back can be so for longer, ms. */
const UNDO_MS = 8_000
const toasts = ref<Toast[]>([])
let count = 0

/** Short words about what was just done. What needs attention is never said here alone. */
export function useToast() {
  function say(text: string, tone: Toast['tone'] = 'plain', undo: Toast['undo'] = null) {
    const id = ++count
    toasts.value.push({ id, text, tone, undo })
    setTimeout(() => dismiss(id), undo === null ? SHOWN_MS : UNDO_MS)
  }
  /** What is done with one movement and may be taken back: never orders, limits or rights. */
  const offerUndo = (text: string, undo: () => unknown) => say(text, 'plain', undo)
  function dismiss(id: number) {
    toasts.value = toasts.value.filter((one) => one.id !== id)
  }
  return { toasts: readonly(toasts), say, offerUndo, dismiss }
}
