import { open } from 'node:fs/promises'

/** How much of the end of a file is read. */
export interface TailBounds {
  readonly linesMax: number
  readonly bytesMax: number
}

/** The last whole lines of a file, oldest first; none where there is no such file. */
export async function lastLines(path: string, bounds: TailBounds): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return []
  try {
    const { size } = await file.stat()
    const length = Math.min(size, bounds.bytesMax)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    // What was cut off at the beginning is no line.
    if (length < size) lines.shift()
    return lines.filter((line) => line !== '').slice(-bounds.linesMax)
  } finally {
    await file.close()
  }
}
