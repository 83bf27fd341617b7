import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
/** Steps before and after the present one that still count, for clocks that differ. */
const DRIFT_STEPS = 1
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A secret as authenticator apps take it: base32 without padding (RFC 4648). */
export function totpSecret(random: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of random) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

/** The address that an authenticator app reads from a picture. */
export function totpAddress(secret: string, name: string): string {
  const label = encodeURIComponent(`AQ Trading:${name}`)
  return `otpauth://totp/${label}?secret=${secret}&issuer=AQ%20Trading&digits=${DIGITS}&period=30`
}

/** The time step whose code this is, near an instant; `null` when none fits. RFC 6238 with SHA-1. */
export function matchingStep(secret: string, code: string, atMs: number): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const now = Math.floor(atMs / STEP_MS)
  let found: number | null = null
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
    if (timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code))) found = step
  }
  return found
}

/** The code of a time step (RFC 4226, dynamic truncation). */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = digest[digest.length - 1]! & 15
  const value = digest.readUInt32BE(offset) & 0x7fffffff
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0')
}

function bytesOf(secret: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of secret) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) throw new RangeError('a TOTP secret is base32')
    value = ((value << 5) | digit) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >>> bits) & 255)
    }
  }
  return Buffer.from(bytes)
}
