import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nearest } from '../nearest.js'

/** `; did you mean prices.csv?` when a file of a similar name lies in the same folder, else nothing. */
export async function didYouMeanFile(path: string): Promise<string> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => [])
  const near = nearest(basename(path), names)
  if (near === null || near === basename(path)) return ''
  return `; did you mean ${folder === '.' ? near : join(folder, near)}?`
}
