import { createHash } from 'node:crypto'
import { PACKAGE_FILES, type PackageFiles } from '#ports/plugin_package.js'

const LIST = 'aq-plugin.files.json'

/**
 * Says which file of a package is not what the package's own list says: `"dist/plugin.js" was changed`.
 *
 * For people only: whether a package is whole is decided by its hash.
 */
export function changedFile(files: PackageFiles): string {
  const list = files.get(LIST)
  if (list === undefined) return `"${LIST}" is missing`
  const text = Buffer.from(list).toString('utf8')
  for (const path of PACKAGE_FILES) {
    if (!text.includes(JSON.stringify(path))) continue
    const bytes = files.get(path)
    if (bytes === undefined) return `"${path}" is missing`
    const digest = createHash('sha512').update(bytes).digest()
    const isListed =
      text.includes(digest.toString('hex')) || text.includes(digest.toString('base64'))
    if (!isListed) return `"${path}" was changed`
  }
  return `"${LIST}", or a file that it does not name, was changed`
}
