import { test } from '@japa/runner'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FolderContentStore } from '#adapters/plugin_store/folder_content_store.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import type { PackageFiles } from '#ports/plugin_package.js'
import { samplePackage } from './sample_package.js'

test.group('content store', (group) => {
  let folder = ''
  let store = new FolderContentStore('', contentHashOf)

  group.each.setup(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'aq-store-')), 'store')
    store = new FolderContentStore(folder, contentHashOf)
    return async () => {
      for (const hash of await store.list()) await store.remove(hash)
      rmSync(join(folder, '..'), { recursive: true, force: true })
    }
  })

  async function stored(files: PackageFiles = samplePackage()) {
    const hash = contentHashOf(files)
    const kept = await store.put(hash, files)
    if (!kept.ok) throw new Error(kept.failure.message)
    return { files, hash, place: join(folder, hash) }
  }

  /** Lets `change` work in a stored package, which is read-only, as somebody with the rights would. */
  function tamper(place: string, change: () => void) {
    chmodSync(place, 0o755)
    chmodSync(join(place, 'dist'), 0o755)
    change()
  }

  test('keeps a package read-only and hands out the bytes that were hashed', async ({ assert }) => {
    const { files, hash, place } = await stored()
    const opened = await store.open(hash)
    assert.isTrue(opened.ok)
    if (opened.ok) assert.deepEqual([...opened.value].sort(), [...files].sort())
    assert.equal(lstatSync(place).mode & 0o777, 0o555)
    assert.equal(lstatSync(join(place, 'dist')).mode & 0o777, 0o555)
    assert.equal(lstatSync(join(place, 'dist/plugin.js')).mode & 0o777, 0o444)
    assert.deepEqual(readdirSync(folder), [hash])
  })

  test('keeps the same package put by many at once', async ({ assert }) => {
    const files = samplePackage({ 'dist/plugin.js': 'x'.repeat(300_000) })
    const hash = contentHashOf(files)
    const others = Array.from({ length: 4 }, () => new FolderContentStore(folder, contentHashOf))
    const puts = await Promise.all([store, ...others].map((one) => one.put(hash, files)))
    assert.deepEqual(
      puts.map((put) => put.ok),
      [true, true, true, true, true]
    )
    assert.isTrue((await store.open(hash)).ok)
    assert.deepEqual(readdirSync(folder), [hash])
  })

  test('lists what is stored, and nothing else', async ({ assert }) => {
    assert.deepEqual(await store.list(), [])
    const one = await stored()
    const two = await stored(samplePackage({ 'README.md': '# Other' }))
    mkdirSync(join(folder, 'notes'))
    assert.deepEqual(await store.list(), [one.hash, two.hash].sort())
    await store.remove(one.hash)
    await store.remove(one.hash)
    assert.deepEqual(await store.list(), [two.hash])
  })

  const CHANGES: readonly (readonly [string, string, (place: string) => void])[] = [
    [
      'an edited byte',
      '"dist/plugin.js" was changed',
      (place) => {
        chmodSync(join(place, 'dist/plugin.js'), 0o644)
        writeFileSync(join(place, 'dist/plugin.js'), 'globalThis.answer = 43')
      },
    ],
    [
      'a file that lost its end',
      '"README.md" was changed',
      (place) => {
        chmodSync(join(place, 'README.md'), 0o644)
        writeFileSync(join(place, 'README.md'), '# Samp')
      },
    ],
    [
      'an added file',
      '"dist/more.js" was added',
      (place) => writeFileSync(join(place, 'dist/more.js'), ''),
    ],
    [
      'an added file that a package may have',
      'aq-plugin.files.json',
      (place) => writeFileSync(join(place, 'icon.svg'), '<svg/>'),
    ],
    ['an added folder', '"lib" was added', (place) => mkdirSync(join(place, 'lib'))],
    [
      'a missing file',
      '"dist/plugin.js" is missing',
      (place) => rmSync(join(place, 'dist/plugin.js')),
    ],
    [
      'a missing folder',
      '"dist/plugin.js" is missing',
      (place) => rmSync(join(place, 'dist'), { recursive: true }),
    ],
    [
      'a link in the place of a file',
      '"dist/plugin.js" is not a plain file',
      (place) => {
        const path = join(place, 'dist/plugin.js')
        renameSync(path, `${place}.away`)
        symlinkSync(`${place}.away`, path)
      },
    ],
    [
      'a link in the place of a folder',
      '"dist" is not a folder of its own',
      (place) => {
        renameSync(join(place, 'dist'), `${place}.away`)
        symlinkSync(`${place}.away`, join(place, 'dist'))
      },
    ],
    [
      'a link in the place of the package',
      '"." is not a folder of its own',
      (place) => {
        renameSync(place, `${place}.away`)
        symlinkSync(`${place}.away`, place)
      },
    ],
    [
      'a file with a second name',
      '"README.md" has a second name elsewhere on the disk',
      (place) => linkSync(join(place, 'README.md'), `${place}.second`),
    ],
    [
      'a pipe in the place of a file',
      '"README.md" is not a plain file',
      (place) => {
        rmSync(join(place, 'README.md'))
        execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(place, 'README.md')])
      },
    ],
    [
      'a file that has grown beyond any package',
      '"README.md" has grown',
      (place) => {
        chmodSync(join(place, 'README.md'), 0o644)
        writeFileSync(join(place, 'README.md'), Buffer.alloc(3_000_000))
      },
    ],
  ]

  for (const [name, expected, change] of CHANGES) {
    test(`notices ${name} and names it; installing again repairs it`, async ({ assert }) => {
      const { files, hash, place } = await stored()
      tamper(place, () => change(place))
      const opened = await store.open(hash)
      assert.isFalse(opened.ok)
      if (opened.ok) return
      assert.equal(opened.failure.code, 'content_changed')
      assert.include(opened.failure.message, expected)
      assert.isTrue((await store.put(hash, files)).ok)
      assert.isTrue((await store.open(hash)).ok)
    })
  }

  test('says that nothing is stored', async ({ assert }) => {
    const opened = await store.open('ab'.repeat(32))
    assert.isFalse(opened.ok)
    if (!opened.ok) assert.equal(opened.failure.code, 'not_stored')
    assert.isNull(await store.readUnchecked('ab'.repeat(32), 'README.md'))
  })

  test('takes another signature of the same content, and never loses one', async ({ assert }) => {
    const { hash } = await stored()
    const unsigned = samplePackage()
    const signed = new Map(unsigned).set('aq-plugin.sig', Buffer.from('{"keyId":"1"}'))
    const again = new Map(unsigned).set('aq-plugin.sig', Buffer.from('{"keyId":"2"}'))
    for (const [files, text] of [
      [signed, '{"keyId":"1"}'],
      [again, '{"keyId":"2"}'],
      [unsigned, '{"keyId":"2"}'],
    ] as const) {
      assert.equal(contentHashOf(files), hash)
      assert.isTrue((await store.put(hash, files)).ok)
      const kept = await store.readUnchecked(hash, 'aq-plugin.sig')
      assert.equal(Buffer.from(kept!).toString(), text)
      assert.isTrue((await store.open(hash)).ok)
    }
    assert.equal(lstatSync(join(folder, hash)).mode & 0o777, 0o555)
    assert.deepEqual(readdirSync(folder), [hash])
  })

  test('keeps to its folder whatever it is asked for', async ({ assert }) => {
    writeFileSync(join(folder, '..', 'secret'), 'key')
    const files = samplePackage()
    for (const wrong of [
      '../secret',
      '..',
      '',
      '.',
      'AB'.repeat(32),
      `${'ab'.repeat(32)}/..`,
      'ab'.repeat(33),
    ]) {
      await assert.rejects(() => store.open(wrong), /64 hexadecimal digits/)
      await assert.rejects(() => store.put(wrong, files), /64 hexadecimal digits/)
      await assert.rejects(() => store.remove(wrong), /64 hexadecimal digits/)
    }
    await assert.rejects(() => store.readUnchecked('ab'.repeat(32), '../../secret' as 'README.md'))
    await assert.rejects(() => store.put('ab'.repeat(32), files), /hash of other content/)
    assert.equal(readFileSync(join(folder, '..', 'secret'), 'utf8'), 'key')
  })

  test('removes a link, never what it leads to', async ({ assert }) => {
    const { hash, place } = await stored()
    const outside = join(folder, '..', 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'kept'), '')
    tamper(place, () => {
      rmSync(join(place, 'dist'), { recursive: true })
      symlinkSync(outside, join(place, 'dist'))
    })
    await store.remove(hash)
    assert.deepEqual(readdirSync(outside), ['kept'])
    assert.deepEqual(readdirSync(folder), [])
  })

  test('tidies up after processes that are gone, not after those that work', async ({ assert }) => {
    const { hash } = await stored()
    const gone = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim()
    const abandoned = join(folder, `.incoming-${gone}-${'0'.repeat(16)}`)
    const old = join(folder, `.outgoing-${process.pid}-${'1'.repeat(16)}`)
    const working = join(folder, `.incoming-${process.pid}-${'2'.repeat(16)}`)
    for (const place of [abandoned, old, working]) {
      mkdirSync(join(place, 'dist'), { recursive: true })
    }
    writeFileSync(join(abandoned, 'dist/plugin.js'), '')
    chmodSync(join(abandoned, 'dist'), 0o555)
    utimesSync(old, 0, 0)
    assert.equal(await store.tidy(), 2)
    assert.deepEqual(readdirSync(folder).sort(), [
      `.incoming-${process.pid}-${'2'.repeat(16)}`,
      hash,
    ])
    assert.equal(await new FolderContentStore(join(folder, 'none'), contentHashOf).tidy(), 0)
  })
})
