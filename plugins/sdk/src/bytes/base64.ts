const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes as base64 text (RFC 4648, with padding): what `btoa` does elsewhere. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const a = bytes[at] as number
    const b = at + 1 < bytes.length ? (bytes[at + 1] as number) : 0
    const c = at + 2 < bytes.length ? (bytes[at + 2] as number) : 0
    text += LETTERS[a >> 2] as string
    text += LETTERS[((a & 3) << 4) | (b >> 4)] as string
    text += at + 1 < bytes.length ? (LETTERS[((b & 15) << 2) | (c >> 6)] as string) : '='
    text += at + 2 < bytes.length ? (LETTERS[c & 63] as string) : '='
  }
  return text
}

/** Value of each letter by its character code, 255 for none. */
const VALUES = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value += 1) VALUES[LETTERS.charCodeAt(value)] = value

/** Bytes of a base64 text; padding may be missing. Throws a RangeError for any other character. */
export function fromBase64(text: string): Uint8Array {
  let length = text.length
  while (length > 0 && text[length - 1] === '=') length -= 1
  const bytes = new Uint8Array(Math.floor((length * 3) / 4))
  let bits = 0
  let held = 0
  let to = 0
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? (VALUES[code] as number) : 255
    if (value === 255) throw new RangeError(`base64: character ${at + 1} is none of its letters`)
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[to++] = (held >> bits) & 255
    }
  }
  return bytes
}
