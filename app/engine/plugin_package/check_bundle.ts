import { PACKAGE_LIMITS, type PackageFault } from '#ports/plugin_package.js'

/** Path of the one script of a package. */
export const BUNDLE_FILE = 'dist/plugin.js'

const HEAD = /^(?:"use strict";\s*)?var __plugin\s*=\s*\(\(\)\s*=>\s*\{/
const TAIL = /\}\)\(\);?\s*$/

/**
 * What keeps a bundle from being loaded: it is empty or too large, holds anything but printable ASCII
 * and line breaks, or is not one function that is called and kept in `__plugin`, as the platform's
 * bundler writes it.
 *
 * The form is looked at from its two ends: it tells a package made by hand, it is no wall. What the code
 * would do is not judged here: the sandbox decides that, and `scanBundle` informs.
 */
export function bundleFaults(bundle: Uint8Array): PackageFault[] {
  const fault = (code: PackageFault['code'], message: string): PackageFault[] => [
    { code, where: BUNDLE_FILE, message },
  ]
  if (bundle.length === 0) return fault('code_forbidden', 'is empty')
  if (bundle.length > PACKAGE_LIMITS.fileBytes) {
    return fault('too_large', `is ${bundle.length} bytes; at most ${PACKAGE_LIMITS.fileBytes} run`)
  }
  const text = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.length).toString('latin1')
  const odd = text.search(/[^\t\n\r\x20-\x7e]/)
  if (odd >= 0) {
    const shown = (bundle[odd] as number).toString(16).padStart(2, '0')
    return fault(
      'code_forbidden',
      `must be printable ASCII; byte ${odd} is 0x${shown} (plugin:pack escapes such characters)`
    )
  }
  if (!HEAD.test(text) || !TAIL.test(text.slice(-64))) {
    return fault(
      'code_forbidden',
      'must be one script "var __plugin=(()=>{...})();" as plugin:pack makes it'
    )
  }
  return []
}
