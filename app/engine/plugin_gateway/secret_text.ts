import type { UsableSecret } from '#ports/plugin_secrets.js'

const PLACEHOLDER = /\{\{\s*secret:([a-z][a-z0-9_-]{0,39})\s*\}\}/g
/** Anything that means to be a placeholder, written rightly or not, plain or as URLs escape it. */
const LOOKS_LIKE_ONE = /(?:\{|%7b){2}\s*(?:%20)*secret/i

/** Names of the secrets that a text wants. */
export function secretsIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((found) => found[1] as string)
}

/** Whether a text holds a placeholder in a form that would not be replaced. */
export function hasStrayPlaceholder(text: string): boolean {
  return LOOKS_LIKE_ONE.test(text.replace(PLACEHOLDER, ''))
}

/** Whether a text holds anything like a placeholder. */
export function hasPlaceholder(text: string): boolean {
  return LOOKS_LIKE_ONE.test(text)
}

/** Puts values in the place of placeholders. What a value holds is not looked at again. */
export function withSecrets(
  text: string,
  secrets: ReadonlyMap<string, UsableSecret>,
  write: (value: string) => string = (value) => value
): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const secret = secrets.get(name)
    return secret === undefined ? whole : write(secret.value)
  })
}

/**
 * Takes the values of secrets out of texts, in every form in which a server commonly gives back what
 * it was sent: plain, escaped for JSON, URLs or HTML, hexadecimal, base64 inside something longer.
 */
export class Redactor {
  readonly #forms: readonly SecretForm[]

  constructor(secrets: Iterable<UsableSecret>) {
    const found = [...secrets].flatMap(({ name, value }) =>
      formsOf(value).map((text) => ({ text, name }))
    )
    // Longest first: a form may contain another.
    found.sort((a, b) => b.text.length - a.text.length)
    this.#forms = found.map(({ text, name }) => ({
      text,
      small: text.toLowerCase(),
      pattern: patternOf(text),
      name,
    }))
  }

  redact(text: string): string {
    // Looking is cheap, replacing is not: a megabyte is replaced in only for what is in it.
    const small = text.toLowerCase()
    let clean = text
    for (const { pattern, name, ...form } of this.#forms) {
      if (!small.includes(form.small) && !text.includes(form.text)) continue
      clean = clean.replace(pattern, `[secret:${name}]`)
    }
    return clean
  }
}

interface SecretForm {
  readonly text: string
  readonly small: string
  readonly pattern: RegExp
  readonly name: string
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const percent = encodeURIComponent(value)
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/'),
    percent,
    percent.replaceAll('%20', '+'),
    percent.replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`),
    html,
    html.replaceAll("'", '&#39;'),
    bytes.toString('hex'),
    [...value].reverse().join(''),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ]
  return [...new Set(forms)].filter((form) => form.length >= 6)
}

/** What is sure to be seen of bytes when they lie `offset` bytes after a multiple of 3 in base64. */
function base64At(bytes: Uint8Array, offset: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor(((offset + bytes.byteLength) * 8) / 6)
  const sure = text.slice(from, to)
  return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
}

/** Hexadecimal and percent escapes are the same in capitals; so are the rest, to be careful. */
function patternOf(text: string): RegExp {
  return new RegExp(RegExp.escape(text), 'gi')
}
