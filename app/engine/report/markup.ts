/**
 * HTML that cannot be injected into: everything interpolated is escaped unless it is itself `Markup`.
 * The one way to make markup out of text is the `html` tag over a literal template.
 */

/** A piece of finished HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Interpolated = Markup | string | number | null | readonly Markup[]

/** Builds markup; strings and numbers are escaped for text and quoted attributes, null is nothing. */
export function html(parts: TemplateStringsArray, ...values: Interpolated[]): Markup {
  let text = parts[0]!
  for (let i = 0; i < values.length; i++) text += asHtml(values[i]!) + parts[i + 1]!
  return new Markup(text)
}

/** Escapes text for element content and for attributes in double or single quotes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/**
 * JSON for a `<script type="application/json">`: `<` and the two separators that older parsers take
 * for line ends are written as escapes, so no text can close the element or open a comment.
 */
export function jsonForScript(value: unknown): Markup {
  const json = JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return new Markup(json)
}

/** Script source made safe to stand inside a `<script>` element, meaning unchanged. */
export function inlineSafe(source: string): string {
  return source.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--')
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function asHtml(value: Interpolated): string {
  if (value === null) return ''
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map((one: Markup) => one.text).join('')
  return escapeText(String(value))
}
