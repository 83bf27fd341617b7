import type { StoreFailure } from '#ports/content_store.js'
import { ContentChanged } from './stored_files.js'

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Says why a package could not be stored or read; throws again what is no failure of the disk. */
export function storeFailure(
  error: unknown,
  { folder, contentHash }: { readonly folder: string; readonly contentHash: string },
  verb: 'stored' | 'read'
): StoreFailure {
  if (error instanceof ContentChanged) return contentChanged(contentHash, error.message)
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error
  if (NO_ROOM.has(String(error.code))) {
    const message = `the package could not be stored: no room is left below ${folder}; make room and try again`
    return { code: 'disk_full', message }
  }
  if (error.code === 'ENOENT' && verb === 'read') {
    const message = `nothing is stored as ${contentHash} below ${folder}; install the plugin again`
    return { code: 'not_stored', message }
  }
  const message = `the package ${contentHash} below ${folder} could not be ${verb}: ${error.message}`
  return { code: 'unreadable', message }
}

/** A stored package is not what was stored; `what` names the file. */
export function contentChanged(contentHash: string, what: string): StoreFailure {
  const message = `the stored package ${contentHash.slice(0, 12)} was changed on disk: ${what}; install the plugin again`
  return { code: 'content_changed', message }
}

/** Whether a rename failed because something stands in its place. */
export function isOccupied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'ENOTDIR'
}
