const LINE = /^\s*([A-Za-z][A-Za-z0-9_]{0,63})\s*=\s*(.*?)\s*$/

/** Parameters as a person writes them, one `name=value` a line; `odd` is the first line that is none. */
export function readParameters(text: string): {
  values: Record<string, string>
  odd: string | null
} {
  const values: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [, name, value] = LINE.exec(line) ?? []
    if (name === undefined) return { values, odd: line.trim() }
    values[name] = value!
  }
  return { values, odd: null }
}
