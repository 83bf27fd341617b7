/** A text as UTF-8 bytes: what `TextEncoder` does elsewhere. A lone surrogate becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    let point = text.codePointAt(at) as number
    if (point > 0xffff) at += 1
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
    if (point < 0x80) {
      bytes.push(point)
      continue
    }
    if (point < 0x800) bytes.push(0xc0 | (point >> 6))
    else {
      if (point < 0x10000) bytes.push(0xe0 | (point >> 12))
      else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63))
      bytes.push(0x80 | ((point >> 6) & 63))
    }
    bytes.push(0x80 | (point & 63))
  }
  return Uint8Array.from(bytes)
}

/**
 * UTF-8 bytes as text: what `TextDecoder` does elsewhere. Each byte that begins no whole, shortest form
 * of a character becomes U+FFFD.
 */
export function fromUtf8(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 1) {
    const first = bytes[at] as number
    if (first < 0x80) {
      text += String.fromCharCode(first)
      continue
    }
    const more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0
    const point = first < 0xf5 && more > 0 ? pointAt(bytes, at, more) : -1
    text += point < 0 ? '\uFFFD' : String.fromCodePoint(point)
    if (point >= 0) at += more
  }
  return text
}

/** Smallest code point of a form with so many further bytes. */
const SHORTEST = [0, 0x80, 0x800, 0x10000]

function pointAt(bytes: Uint8Array, at: number, more: number): number {
  let point = (bytes[at] as number) & (0x3f >> more)
  for (let k = 1; k <= more; k += 1) {
    const next = bytes[at + k]
    if (next === undefined || (next & 0xc0) !== 0x80) return -1
    point = (point << 6) | (next & 63)
  }
  const isWrong =
    point < (SHORTEST[more] as number) || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)
  return isWrong ? -1 : point
}
