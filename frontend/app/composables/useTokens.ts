const NAMES = [
  'ground-0',
  'ground-1',
  'ground-2',
  'ground-3',
  'line',
  'line-strong',
  'text-1',
  'text-2',
  'text-3',
  'accent',
  'accent-hover',
  'accent-ink',
  'focus',
  'gain',
  'loss',
  'paper',
  'live',
  'halt',
  'halt-ink',
  'warn',
] as const

/** A colour of tokens.css. */
export type Token = (typeof NAMES)[number]

/**
 * The colours of tokens.css as they are now, for what draws itself: charts and naive-ui, which compute shades
 * and can not take `var()`. Others of the same names when the theme or the tones change.
 */
export function useTokens() {
  const prefs = usePrefs()
  return computed(() => read(`${prefs.shownTheme} ${prefs.tones}`))
}

let last: { of: string; tokens: Record<Token, string> } | null = null

function read(of: string): Record<Token, string> {
  if (last?.of === of) return last.tokens
  const style = getComputedStyle(document.documentElement)
  const tokens = Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || 'black'])
  ) as Record<Token, string>
  last = { of, tokens }
  return tokens
}
