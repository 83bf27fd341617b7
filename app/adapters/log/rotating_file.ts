import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination } from '@adonisjs/core/logger'

/** What waits in memory while the disk is slow or full; lines beyond it are lost. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024

/** How large a log may become. */
export interface FileBounds {
  /** A file that has grown so large is put aside. */
  readonly bytesMax: number
  /** Files put aside that are kept: `aq.log.1` is the newest. */
  readonly kept: number
}

/**
 * A file of lines that is put aside when it has grown too large. Writing never waits and never throws; a disk
 * that takes nothing costs lines, which is told once until it takes some again.
 */
export class RotatingFile {
  readonly #stream: ReturnType<typeof destination>
  #bytes: number
  #isTold = false

  constructor(
    private readonly path: string,
    private readonly bounds: FileBounds,
    private readonly troubled: (sentence: string) => void
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#bytes = sizeOf(path)
    this.#stream = destination({
      dest: path,
      sync: false,
      mode: 0o600,
      maxLength: WAITING_BYTES_MAX,
    })
    this.#stream.on('error', (error: Error) => this.#trouble(error.message))
    this.#stream.on('drop', () => this.#trouble('the disk is too slow'))
    this.#stream.on('drain', () => (this.#isTold = false))
  }

  write(line: string): void {
    this.#stream.write(line)
    this.#bytes += Buffer.byteLength(line)
    if (this.#bytes >= this.bounds.bytesMax) this.#putAside()
  }

  /** Writes what waits, before the process ends. */
  flush(): void {
    try {
      this.#stream.flushSync()
    } catch (error) {
      this.#trouble(error instanceof Error ? error.message : String(error))
    }
  }

  #putAside(): void {
    this.#bytes = 0
    try {
      rmSync(`${this.path}.${this.bounds.kept}`, { force: true })
      for (let number = this.bounds.kept - 1; number >= 1; number--) {
        if (sizeOf(`${this.path}.${number}`) > 0) {
          renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`)
        }
      }
      // What is under way goes on into the file that was put aside.
      renameSync(this.path, `${this.path}.1`)
      this.#stream.reopen()
    } catch (error) {
      this.#trouble(error instanceof Error ? error.message : String(error))
    }
  }

  #trouble(reason: string): void {
    if (!this.#isTold) this.troubled(`lines of the log are lost: ${reason}`)
    this.#isTold = true
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
