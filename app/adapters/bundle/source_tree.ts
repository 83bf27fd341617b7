import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Folders that never belong to a bundle's sources; nothing is imported from them. */
export const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'storage'])
/** Most files of one tree; more is surely the wrong folder. */
const FILES_MAX = 5_000

/** Most bytes of one tree. */
const TREE_BYTES_MAX = 64 * 1024 * 1024

/** A tree has more than a plugin or a part of the platform can have. */
export class SourceTreeTooLarge extends Error {
  constructor(folder: string, much: string) {
    super(`${folder} holds more than ${much}; a plugin folder holds its own sources only`)
    this.name = 'SourceTreeTooLarge'
  }
}

/** A tree holds what is neither file nor folder, and what reading may never come back from. */
export class SourceTreeUnreadable extends Error {
  constructor(path: string) {
    super(`${path} is neither a file nor a folder; a plugin folder holds its own sources only`)
    this.name = 'SourceTreeUnreadable'
  }
}

/**
 * SHA-256 over the names and bytes of every file below `folders`, in hexadecimal.
 *
 * Any file that is added, removed, renamed or changed gives another hash, so a bundle kept under it
 * can be used without asking the bundler. Links count by their target's name.
 */
export function hashSources(folders: readonly string[], more: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of more) hash.update(`${text.length}:${text}`)
  for (const folder of folders) {
    let size = 0
    for (const path of filesBelow(folder)) {
      const about = lstatSync(join(folder, path))
      size += about.size
      if (size > TREE_BYTES_MAX) throw new SourceTreeTooLarge(folder, '64 MB')
      const bytes = about.isSymbolicLink()
        ? Buffer.from(readlinkSync(join(folder, path)))
        : readFileSync(join(folder, path))
      hash.update(`${path.length}:${path}:${bytes.length}:`)
      hash.update(bytes)
    }
  }
  return hash.digest('hex')
}

/** Files below a folder, as sorted relative paths; throws when there are too many, or other things. */
function filesBelow(folder: string): string[] {
  const found: string[] = []
  const waiting = ['']
  while (waiting.length > 0) {
    const at = waiting.pop() as string
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) waiting.push(path)
      } else if (isReadable(join(folder, path))) {
        found.push(path)
      } else {
        throw new SourceTreeUnreadable(join(folder, path))
      }
      if (found.length > FILES_MAX) throw new SourceTreeTooLarge(folder, `${FILES_MAX} files`)
    }
  }
  return found.sort()
}

/** Whether a path is a file, or a link to a file, to a folder or to nothing; no pipe and no device. */
function isReadable(path: string): boolean {
  const about = statSync(path, { throwIfNoEntry: false })
  return about === undefined || about.isFile() || about.isDirectory()
}
