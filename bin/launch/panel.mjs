/**
 * Makes the panel out of `frontend/`: its packages, once for each lock file, and its build, once for each
 * state of its sources. How far it is stands in `.runtime/panel.json`, which the server shows meanwhile.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { install, isInstalled } from './dependencies.mjs'
import { environment } from './npm.mjs'
import { alone } from './setup_lock.mjs'

/** What a build depends on, beside the lock file. */
const SOURCES = ['app', 'i18n', 'shared', 'public', 'nuxt.config.ts', 'package.json']
const NICE = 10

/** Whether this checkout has a panel at all; a packed server comes without its sources. */
export function hasPanel(root) {
  return existsSync(join(root, 'frontend', 'package-lock.json'))
}

/**
 * Brings the packages and, with `isBuilt`, builds. Answers whether the panel is there; what failed is said and
 * written down, never thrown: everything else works without a panel. `onChild` is told each process it starts.
 */
export async function makePanel(root, node, { say, isBuilt = true, isQuiet = false, onChild }) {
  const folder = join(root, 'frontend')
  const isReady = () =>
    isInstalled(folder, node) && (isBuilt ? isFresh(folder) : isPrepared(folder))
  if (isReady()) return true
  try {
    await alone(join(root, '.runtime', 'panel.lock'), isQuiet ? () => {} : say, async (onStart) => {
      const started = (pid) => {
        onStart(pid)
        onChild?.(pid)
      }
      if (!isInstalled(folder, node)) {
        tell(root, 'installing')
        say('Bringing the packages of the panel (once, about a minute)')
        // Builders bring binaries for many systems, and not every registry has all of them.
        await install(folder, node, { say: () => {}, onStart: started, isExact: false })
      }
      if (isReady()) return
      if (!isBuilt) return void (await nuxt('prepare', { root, folder, node, onStart: started }))
      tell(root, 'building')
      say('Building the panel (once, about half a minute)')
      await build({ root, folder, node, onStart: started })
      say('The panel is built')
    })
    rmSync(join(root, '.runtime', 'panel.json'), { force: true })
    return true
  } catch (error) {
    tell(root, 'failed', error.message)
    say(`The panel could not be made: ${error.message} Everything else works.`)
    return false
  }
}

function isFresh(folder) {
  const path = stampOf(folder)
  return existsSync(path) && readFileSync(path, 'utf8') === digest(folder)
}

const stampOf = (folder) => join(folder, '.output', 'complete')

/** Whether the tools have what Nuxt makes for them; a build makes it as well. */
const isPrepared = (folder) => existsSync(join(folder, '.nuxt', 'eslint.config.mjs'))

async function build(places) {
  const { folder } = places
  const wanted = digest(folder)
  rmSync(stampOf(folder), { force: true })
  await nuxt('generate', places)
  if (!existsSync(join(folder, '.output', 'public', '200.html'))) {
    throw new Error('its build has no page; .runtime/panel.log has the details.')
  }
  writeFileSync(stampOf(folder), wanted)
}

async function nuxt(task, { root, folder, node, onStart }) {
  const log = openSync(join(root, '.runtime', 'panel.log'), 'w')
  try {
    const child = spawn(node, ['node_modules/nuxt/bin/nuxt.mjs', task], {
      cwd: folder,
      env: { ...environment(node), NODE_ENV: '', NUXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', log, log],
    })
    const ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? signal))
    })
    if (child.pid !== undefined) {
      onStart(child.pid)
      yieldTo(child.pid)
    }
    const code = await ended
    if (code !== 0) {
      throw new Error(`nuxt ${task} ended with ${code}; .runtime/panel.log has the details.`)
    }
  } finally {
    closeSync(log)
  }
}

/** The server that starts meanwhile goes first. */
function yieldTo(pid) {
  try {
    setPriority(pid, NICE)
  } catch {
    // Some systems refuse; the build is only quicker then.
  }
}

/** What the sources are, as one name. */
function digest(folder) {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(folder, path)
    if (!existsSync(full)) return
    const entries = readEntries(full)
    if (entries === null) hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
    else for (const name of entries) add(`${path}/${name}`)
  }
  for (const path of [...SOURCES, 'package-lock.json']) add(path)
  return hash.digest('hex')
}

function readEntries(path) {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (error.code === 'ENOTDIR') return null
    throw error
  }
}

function tell(root, state, note = null) {
  const path = join(root, '.runtime', 'panel.json')
  mkdirSync(join(root, '.runtime'), { recursive: true })
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ state, note }))
  renameSync(`${path}.${process.pid}`, path)
}
