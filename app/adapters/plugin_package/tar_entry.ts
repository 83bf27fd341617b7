import { err, ok, type Result } from '#kernel/values/result.js'

/** Size of the blocks that a tar archive is made of, in bytes. */
export const BLOCK_BYTES = 512

/** What a header block says of the entry that follows. */
export interface TarEntry {
  readonly type: 'file' | 'folder' | 'other'
  /** What kind of entry it is, in words: `a symbolic link`. */
  readonly typeText: string
  /** Name as it was written, byte for byte (latin1). */
  readonly path: string
  readonly size: number
}

const TYPES: Readonly<Record<string, string>> = {
  '0': 'a file',
  '\0': 'a file',
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '5': 'a folder',
  '6': 'a named pipe',
  '7': 'a contiguous file',
  'g': 'an extended header',
  'x': 'an extended header',
  'K': 'a long link name',
  'L': 'a long name',
  'S': 'a sparse file',
}

/** Whether a block holds nothing but zeros, as the two that end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0)
}

/**
 * Reads the header block of an entry (POSIX ustar); the failure says what is broken.
 *
 * Only what a plugin's package needs is understood: no extended headers, no long names, no sizes in
 * base 256. Owner, times and modes (with their setuid bits) are not read at all.
 */
export function readTarHeader(block: Buffer): Result<TarEntry, string> {
  if (!hasRightSum(block)) return err('a header does not fit its check sum')
  const magic = block.toString('latin1', 257, 262)
  if (magic !== 'ustar') return err('a header is not of the ustar format')
  const name = paddedText(block.subarray(0, 100))
  // GNU's flavour of the format (a space after the magic word) keeps times where ustar has the prefix.
  const prefix = block[262] === 0 ? paddedText(block.subarray(345, 500)) : ''
  const link = paddedText(block.subarray(157, 257))
  const size = octal(block.subarray(124, 136))
  if (name === null || prefix === null || link === null) {
    return err('a name is followed by other bytes after its end')
  }
  if (size === null) return err('the size of an entry is not an octal number')
  const flag = String.fromCharCode(block[156] as number)
  const path = prefix === '' ? name : `${prefix}/${name}`
  const isPlain = flag === '0' || flag === '\0'
  if (isPlain && link !== '') return ok({ type: 'other', typeText: 'a hard link', path, size })
  const type = isPlain ? 'file' : flag === '5' && size === 0 ? 'folder' : 'other'
  return ok({ type, typeText: TYPES[flag] ?? 'an entry of unknown kind', path, size })
}

/** The header block of a regular file: mode 0644, no owner, no time. `path` has at most 100 bytes. */
export function tarHeader(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  if (path.length > 100) throw new RangeError(`the path ${path} is longer than 100 bytes`)
  block.write(path, 0, 'latin1')
  block.write('0000644\0', 100, 'latin1')
  block.write('0000000\0', 108, 'latin1')
  block.write('0000000\0', 116, 'latin1')
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  block.write('00000000000\0', 136, 'latin1')
  block.write('0', 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

function hasRightSum(block: Buffer): boolean {
  return octal(block.subarray(148, 156)) === sumOf(block)
}

/** Sum of a header's bytes, its own eight counted as spaces. */
function sumOf(block: Buffer): number {
  let sum = 0
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    sum += at >= 148 && at < 156 ? 32 : (block[at] as number)
  }
  return sum
}

/** A field up to its first zero; `null` when anything but zeros follows that. */
function paddedText(field: Buffer): string | null {
  const end = field.indexOf(0)
  if (end < 0) return field.toString('latin1')
  return isZeroBlock(field.subarray(end)) ? field.toString('latin1', 0, end) : null
}

function octal(field: Buffer): number | null {
  const found = /^ *([0-7]{1,12})[ \0]*$/.exec(field.toString('latin1'))
  return found === null ? null : Number.parseInt(found[1] as string, 8)
}
