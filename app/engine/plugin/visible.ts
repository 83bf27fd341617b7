// Everything that draws nothing or changes how the rest is drawn: control and format characters (zero
// width, text direction, tags), halves of pairs, private use, separators, fillers, variation
// selectors, and every space but the plain one. Invisible, and able to lie.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu

/** Whether a text holds characters that cannot be seen. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0
}

/** Writes invisible characters as escapes (`\u202e`), so that a text from strangers cannot lie on a screen. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (mark) => {
    const code = (mark.codePointAt(0) as number).toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
}
