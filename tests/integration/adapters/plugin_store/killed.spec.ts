import { test } from '@japa/runner'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FolderContentStore } from '#adapters/plugin_store/folder_content_store.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import { ROOT } from '#tests/support/data_folder.js'
import { startNode } from '#tests/support/process.js'

/** Stores and removes packages of half a megabyte without end. */
const BUSY = `
import { FolderContentStore } from '#adapters/plugin_store/folder_content_store.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
const store = new FolderContentStore(process.env.STORE, contentHashOf)
for (let n = 0; ; n++) {
  const files = new Map([['package.json', Buffer.from(String(n))]])
  for (const path of ['dist/plugin.js', 'dist/plugin.js.map', 'README.md']) files.set(path, Buffer.alloc(160_000, n))
  const hash = contentHashOf(files)
  const put = await store.put(hash, files)
  if (!put.ok) throw new Error(put.failure.message)
  if (n === 0) console.log('busy')
  if (n % 3 === 2) await store.remove(hash)
}
`

test.group('content store of a process that is killed', () => {
  test('holds whole packages and leftovers, and the leftovers go', async ({ assert }) => {
    const folder = mkdtempSync(join(tmpdir(), 'aq-killed-'))
    try {
      let leftovers = 0
      for (let round = 0; round < 12; round++) {
        const place = join(folder, String(round))
        mkdirSync(place)
        const args = ['--import=./bin/typescript.mjs', '--input-type=module', '-e', BUSY]
        const running = startNode(args, { ...process.env, STORE: place }, ROOT)
        await running.says(/busy/)
        await sleep(round * 7)
        running.child.kill('SIGKILL')
        await running.ended
        const store = new FolderContentStore(place, contentHashOf)
        const hashes = await store.list()
        assert.isAbove(hashes.length, 0)
        for (const hash of hashes) assert.isTrue((await store.open(hash)).ok, hash)
        leftovers += await store.tidy()
        assert.deepEqual(readdirSync(place).sort(), hashes)
        for (const hash of hashes) await store.remove(hash)
      }
      assert.isAbove(leftovers, 0, 'no kill hit a package that was being written')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
