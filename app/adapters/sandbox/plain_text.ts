// Controls, line and paragraph separators, and marks that turn the direction of text around.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu

/** A foreign text made safe for one line of a terminal or a page: no controls, at most `lengthMax`. */
export function plainText(text: string, lengthMax: number): string {
  const plain = text
    .slice(0, lengthMax * 2)
    .replace(UNPRINTABLE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return plain.length <= lengthMax ? plain : `${plain.slice(0, lengthMax - 1)}…`
}
