import { test } from '@japa/runner'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '#tests/support/data_folder.js'

/** Stores a small package, then one of 1 MB, and prints the outcomes and what lies in the store. */
const PUTS = `
import { readdirSync } from 'node:fs'
import { FolderContentStore } from '#adapters/plugin_store/folder_content_store.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
const folder = process.env.STORE
const store = new FolderContentStore(folder, contentHashOf)
const package_ = (bytes) => new Map([['package.json', Buffer.from('{}')], ['dist/plugin.js', Buffer.alloc(bytes, 32)]])
const small = package_(1000)
const large = package_(1_000_000)
const first = await store.put(contentHashOf(small), small)
const second = await store.put(contentHashOf(large), large)
const opened = await store.open(contentHashOf(small))
console.log(JSON.stringify({ first: first.ok, second, opened: opened.ok, names: readdirSync(folder).length, listed: (await store.list()).length }))
`

const NODE = `exec "${process.execPath}" --import=./bin/typescript.mjs --input-type=module -e "$PUTS"`

test.group('content store without room', (group) => {
  let folder = ''

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-full-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  function run(command: string, args: readonly string[]) {
    const env = { ...process.env, PUTS, STORE: folder }
    const { stdout, stderr, status } = spawnSync(command, args, {
      cwd: ROOT,
      env,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      first: boolean
      second: { ok: boolean; failure: { code: string; message: string } }
      opened: boolean
      names: number
      listed: number
    }
  }

  test('leaves nothing behind on a disk that is full', ({ assert }) => {
    const script = `mount -t tmpfs -o size=500k tmpfs "$STORE" && ${NODE}`
    const seen = run('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script])
    assert.isTrue(seen.first)
    assert.equal(seen.second.failure.code, 'disk_full')
    assert.match(seen.second.failure.message, /^the package could not be stored: no room is left/)
    assert.deepEqual([seen.names, seen.listed, seen.opened], [1, 1, true])
  }).skip(!canMount(), 'this machine gives no file system of its own to a process')

  test('leaves nothing behind when files may not grow', ({ assert }) => {
    const seen = run('bash', ['-c', `ulimit -f 300; ${NODE}`])
    assert.isTrue(seen.first)
    assert.equal(seen.second.failure.code, 'disk_full')
    assert.deepEqual([seen.names, seen.listed, seen.opened], [1, 1, true])
  })
})

function canMount(): boolean {
  try {
    const script = 'unshare --user --map-root-user --mount mount -t tmpfs tmpfs /mnt'
    execFileSync('/bin/sh', ['-c', script], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
