import { SAYINGS } from './sayings'

type Translate = (key: string, values?: Record<string, string>) => string
interface Form {
  key: string
  pattern: RegExp
  names: string[]
}

/** The host's sentences, as patterns: its English is the key to every other language. */
const FORMS: readonly Form[] = Object.entries(SAYINGS).flatMap(([group, texts]) =>
  Object.entries(texts).map(([name, text]) => formOf(`said.${group}.${name}`, text))
)

function formOf(key: string, text: string): Form {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const exact = text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^;]+?)')
  return { key, pattern: new RegExp(`^${exact}$`), names }
}

/**
 * A sentence of the host, which speaks English, in the reader's language where it is one that the panel
 * knows; every other, such as a plugin's own, stands as it is. Reasons joined by `; ` are taken one by one.
 */
export function saidBy(text: string, locale: string, t: Translate): string {
  if (locale.startsWith('en')) return text
  const one = sentence(text, locale, t)
  if (one !== null) return one
  if (!text.includes('; ')) return text
  return text
    .split('; ')
    .map((part) => sentence(part, locale, t) ?? part)
    .join('；')
}

function sentence(text: string, locale: string, t: Translate): string | null {
  for (const { key, pattern, names } of FORMS) {
    const found = pattern.exec(text)
    if (!found) continue
    // A value may be such a phrase itself, like the slippage within a sentence about costs.
    const values = names.map((name, k) => [
      name,
      sentence(found[k + 1]!, locale, t) ?? found[k + 1]!,
    ])
    return t(key, Object.fromEntries(values) as Record<string, string>)
  }
  return null
}
