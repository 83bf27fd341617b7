import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { applicationKey } from '#adapters/secret/application_key.js'

test.group('the application key', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'aq-key-'))
  group.teardown(() => rmSync(folder, { recursive: true }))

  test('is made once, in a folder that is made for it, for its owner alone', ({ assert }) => {
    const dataDir = join(folder, 'made', 'for it')
    const key = applicationKey(dataDir).release()
    assert.lengthOf(Buffer.from(key, 'base64url'), 32)
    assert.equal(applicationKey(dataDir).release(), key)
    assert.equal(statSync(join(dataDir, 'app_key')).mode & 0o777, 0o600)
  })

  test('a place where no folder can be is refused at once', ({ assert }) => {
    for (const place of ['/proc/aq-nowhere', '/proc/aq-nowhere/below', '/dev/null/below']) {
      assert.throws(
        () => applicationKey(place),
        `No folder can be made at ${place}: set AQ_DATA_DIR to a folder on a disk.`
      )
    }
  }).skip(process.platform !== 'linux', 'needs /proc and /dev/null')
})
