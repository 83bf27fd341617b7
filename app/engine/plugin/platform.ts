import { readFileSync } from 'node:fs'
import { satisfies } from 'semver'

/** What plugins run on. */
export interface Platform {
  /** Version of AQ Trading, as `0.1.0`. */
  readonly aq: string
  /** Major version of the author kit, `@aq-trading/sdk`. */
  readonly sdk: number
}

/** Version of AQ Trading that is running, from its `package.json`. */
export const PLATFORM_VERSION = versionIn('../../../package.json')

/** Version of the author kit that comes with it, as `0.1.0`. */
export const SDK_VERSION = versionIn('../../../plugins/sdk/package.json')

/** The platform that is running. */
export const PLATFORM: Platform = {
  aq: PLATFORM_VERSION,
  sdk: Number(SDK_VERSION.split('.')[0]),
}

/**
 * Why a plugin's `engines` do not fit a platform, as a sentence, or `null` when they do.
 *
 * The range follows semver; the major version of the author kit must be the same. A pre-release of the
 * platform counts as what it leads to.
 */
export function engineFault(
  engines: { readonly aq: string; readonly sdk: number },
  platform: Platform
): string | null {
  if (!satisfies(platform.aq, engines.aq, { includePrerelease: true })) {
    return `needs AQ Trading ${engines.aq}; this is ${platform.aq}`
  }
  if (engines.sdk !== platform.sdk) {
    return `was written for version ${engines.sdk} of the author kit; this platform has version ${platform.sdk}`
  }
  return null
}

function versionIn(path: string): string {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
