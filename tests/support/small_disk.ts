import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const CHUNK = Buffer.alloc(64 * 1024)

/** Why no small disk can be had here, `false` where one can: only root of the machine mounts. */
export function smallDiskAbsent(folder: string): string | false {
  const probe = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  if (probe.status !== 0) return 'this machine mounts no file system for tests'
  spawnSync('umount', ['--lazy', folder])
  return false
}

/** A disk of a few megabytes in memory, which can be filled to the last byte and given room again. */
export class SmallDisk {
  readonly #filler: string

  constructor(
    private readonly folder: string,
    megabytes: number
  ) {
    const size = `size=${megabytes}m,mode=755`
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder])
    if (mounted.status !== 0) throw new Error(String(mounted.stderr))
    this.#filler = join(folder, 'filler')
  }

  fill(): void {
    const file = openSync(this.#filler, 'a')
    try {
      for (let size = CHUNK.length; size > 0;) {
        try {
          if (writeSync(file, CHUNK, 0, size) < size) size = Math.floor(size / 2)
        } catch {
          // The last bytes are found by ever smaller pieces.
          size = Math.floor(size / 2)
        }
      }
    } finally {
      closeSync(file)
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true })
  }

  remove(): void {
    spawnSync('umount', ['--lazy', this.folder])
  }
}
