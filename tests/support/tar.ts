import { gzipSync } from 'node:zlib'

/** An entry of an archive that is made by hand, byte for byte; everything may be wrong. */
export interface RawEntry {
  /** Up to 100 bytes, written as latin1. */
  readonly path: string
  readonly bytes?: Uint8Array | string
  /** Type flag: '0' a file, '2' a symbolic link, '5' a folder, 'x' an extended header ... */
  readonly type?: string
  readonly link?: string
  readonly mode?: number
  /** What the header says; the length of `bytes` when it tells the truth. */
  readonly size?: number | string
  readonly prefix?: string
  readonly magic?: string
  /** Added to the check sum. */
  readonly sumOff?: number
}

/** The header and content blocks of one entry. */
export function rawEntry(entry: RawEntry): Buffer {
  const bytes = Buffer.from(entry.bytes ?? '')
  const block = Buffer.alloc(512)
  const size = entry.size ?? bytes.length
  block.write(entry.path, 0, 100, 'latin1')
  block.write(`${(entry.mode ?? 0o644).toString(8).padStart(7, '0')}\0`, 100, 'latin1')
  block.write('0000000\x000000000\0', 108, 'latin1')
  block.write(
    typeof size === 'string' ? size : `${size.toString(8).padStart(11, '0')}\0`,
    124,
    'latin1'
  )
  block.write('00000000000\0', 136, 'latin1')
  block.write(entry.type ?? '0', 156, 'latin1')
  block.write(entry.link ?? '', 157, 100, 'latin1')
  block.write(entry.magic ?? 'ustar\x0000', 257, 'latin1')
  block.write(entry.prefix ?? '', 345, 155, 'latin1')
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0) + (entry.sumOff ?? 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

/** A whole archive, with its end mark, not yet compressed. */
export function rawTar(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(rawEntry), Buffer.alloc(1024)])
}

/** A whole archive as a `.tgz`. */
export function rawTgz(entries: readonly RawEntry[]): Buffer {
  return gzipSync(rawTar(entries))
}
