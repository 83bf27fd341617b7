import { codeUnitAt } from '../guest/intrinsics.js'

/** Bytes of a text in UTF-8. */
export function textBytes(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = codeUnitAt(text, at)
    // Each half of a pair counts as two of its four bytes; a lone half is written in JSON as six letters.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3
  }
  return bytes
}
