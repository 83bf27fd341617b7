/**
 * Lets one launcher at a time change `.runtime/` and `node_modules/`. The lock is a file whose time
 * is renewed while its owner lives; one whose owner is gone, npm child included, is taken over.
 */
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const RENEW_MS = 1000
const SILENT_MS_MAX = 20000
// After a reboot the number of a child may belong to another program, which must not be waited for.
const CHILD_MS_MAX = 10 * 60 * 1000
const POLL_MS = 200

/** Runs `work` as the only one; `work` gets a function to tell the id of a child it started. */
export async function alone(path, say, work) {
  mkdirSync(dirname(path), { recursive: true })
  let said = false
  while (!create(path, { pid: process.pid })) {
    const holder = read(path)
    if (holder === null) continue
    if (isGone(holder)) {
      takeAway(path, holder)
      continue
    }
    if (!said) say(`Another start (process ${holder.pid}) is setting up; waiting for it`)
    said = true
    await sleep(POLL_MS)
  }
  const renewal = setInterval(() => touch(path), RENEW_MS)
  renewal.unref()
  const release = () => {
    clearInterval(renewal)
    if (read(path)?.pid === process.pid) rmSync(path, { force: true })
  }
  process.once('exit', release)
  try {
    return await work((child) => writeFileSync(path, JSON.stringify({ pid: process.pid, child })))
  } finally {
    release()
    process.removeListener('exit', release)
  }
}

function create(path, record) {
  try {
    writeFileSync(path, JSON.stringify(record), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function read(path) {
  try {
    const text = readFileSync(path, 'utf8')
    const age = Date.now() - statSync(path).mtimeMs
    // A file just created may still be empty: its writer is between two system calls.
    const record = text === '' ? { pid: 0 } : JSON.parse(text)
    return { ...record, text, age }
  } catch (error) {
    if (error.code === 'ENOENT') return null
    if (error instanceof SyntaxError) return { pid: 0, text: '', age: 0 }
    throw error
  }
}

function isGone(holder) {
  if (isAlive(holder.child) && holder.age < CHILD_MS_MAX) return false
  if (holder.pid !== 0 && !isAlive(holder.pid)) return true
  return holder.age > SILENT_MS_MAX
}

function takeAway(path, seen) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    // Another launcher may have taken over between our look and our rename: give it back.
    if (readFileSync(aside, 'utf8') !== seen.text) linkSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function touch(path) {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // The lock was taken away while this machine slept; the work goes on and is checked by stamps.
  }
}

function isAlive(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
