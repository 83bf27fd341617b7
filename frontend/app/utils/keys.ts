/** What is pressed after `g` for each page of the menu, by the page's key. */
export const PAGE_LETTERS: Readonly<Record<string, string>> = {
  index: 'd',
  portfolio: 'p',
  strategies: 's',
  orders: 'o',
  risk: 'r',
  backtest: 'b',
  traces: 't',
  plugins: 'l',
  settings: 'e',
  people: 'u',
  audit: 'a',
  health: 'h',
  me: 'm',
}

/** What a key asks for. */
export type KeyWish =
  | { does: 'stop' | 'palette' | 'filter' | 'sheet' | 'export' }
  | { does: 'go'; page: string }
  /** To the next row, or the one before. */
  | { does: 'row'; step: 1 | -1 }

/** A key as the browser tells it. */
export interface Pressed {
  key: string
  /** The key's place on the board, whatever it writes there. */
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  /** Somebody types into a field. */
  isTyping: boolean
}

/** Time within which the letter has to follow the `g`, ms. */
const CHORD_MS = 1_500

/**
 * Reads keys, one after another. Stop and the palette are heard always; single letters only outside fields and
 * where they are allowed. Stop goes by the place of its key as well: another layout, or an input method that is
 * on, writes something else with it. No key trades by itself.
 */
export function keyReader(now: () => number) {
  let sinceMs = -Infinity
  return (pressed: Pressed, hasLetters: boolean): KeyWish | null => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey, isTyping } = pressed
    const isChord = now() - sinceMs < CHORD_MS
    sinceMs = -Infinity
    if (ctrlKey && shiftKey && (code === 'Period' || key === '.' || key === '>')) {
      return { does: 'stop' }
    }
    if ((ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === 'k') {
      return { does: 'palette' }
    }
    if (ctrlKey || metaKey || altKey || isTyping || !hasLetters) return null
    if (isChord) {
      const page = Object.keys(PAGE_LETTERS).find((one) => PAGE_LETTERS[one] === key.toLowerCase())
      return page === undefined ? null : { does: 'go', page }
    }
    if (key === 'g') sinceMs = now()
    if (key === '/') return { does: 'filter' }
    if (key === '?') return { does: 'sheet' }
    if (key === 'e') return { does: 'export' }
    if (key === 'j' || key === 'k') return { does: 'row', step: key === 'j' ? 1 : -1 }
    return null
  }
}
