// Control characters, zero-width characters, text-direction overrides: invisible, and able to lie.
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** Whether a text holds characters that cannot be seen. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0
}

/** Writes invisible characters as escapes (`\u202e`), so that a text from strangers cannot lie on a screen. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
