/**
 * A text of a stranger, in quotes, for a message: at most 100 characters, and everything but printable
 * ASCII as an escape, so that it can neither move a cursor nor turn a line around.
 */
export function shown(text: string): string {
  const cut = text.length > 100 ? `${text.slice(0, 97)}...` : text
  return JSON.stringify(cut).replaceAll(
    /[^\u0020-\u007e]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
