/** A spreadsheet takes what begins so for a formula; wide characters as well, where it reads East Asian text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** Fields as one line without its end, as RFC 4180 writes them. `null` is an empty field. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return fields.map(csvField).join(',')
}

/** Numbers stand as they are; a text that a spreadsheet would work out gets an apostrophe in front. */
function csvField(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
