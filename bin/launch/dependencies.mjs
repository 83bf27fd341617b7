/** Installs the npm packages of the lock file, once for each lock file and Node.js version. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { npm } from './npm.mjs'

/**
 * True when `node_modules/` is complete for this lock file and this Node.js. The stamp lies inside
 * `node_modules/`, which an installation empties first, so an interrupted one is seen as missing.
 */
export function isInstalled(root, node) {
  const path = stampPath(root)
  return existsSync(path) && readFileSync(path, 'utf8') === stamp(root, node)
}

/**
 * Installs from the lock file with the given Node.js. Not `isExact`: packages for other systems that the
 * lock file does not name are no reason to refuse; what it names is installed as it says, and it stays as it is.
 */
export async function install(root, node, { say, onStart, isExact = true }) {
  say('Installing dependencies (once, about half a minute)')
  await npm(
    [
      ...(isExact ? ['ci'] : ['install', '--no-save']),
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--ignore-scripts=false',
    ],
    {
      cwd: root,
      node,
      onStart,
      what: 'Installing dependencies',
      advice:
        'Check the network connection and the free disk space (600 MB), and try again: it begins anew.',
    }
  )
  writeStamp(root, node)
}

/** Records that what lies in `node_modules/` belongs to the lock file. */
export function writeStamp(root, node) {
  writeFileSync(stampPath(root), stamp(root, node))
}

function stampPath(root) {
  return join(root, 'node_modules', '.aq-installed')
}

function stamp(root, node) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} node ${nodeVersion(node)} ${process.platform}-${process.arch}\n`
}

/** Major version of a Node.js program: native modules are built for it. */
function nodeVersion(node) {
  if (node === process.execPath) return process.versions.node.split('.')[0]
  const fetched = /node-(\d+)\./.exec(node)
  if (fetched) return fetched[1]
  return spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.split('.')[0]
}
