import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import * as tar from 'tar'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { PACKAGE_LIMITS } from '#ports/plugin_package.js'
import { rawEntry, rawTar, rawTgz, type RawEntry } from '#tests/support/tar.js'
import { busyClock, longestTurnMs } from '#tests/support/busy_clock.js'

const { unpack } = tarPackageArchive
const README: RawEntry = { path: 'package/README.md', bytes: 'Read me.' }
const MB = 1024 * 1024

/** The fault of an archive as `code where: message`, or the names of its files. */
async function outcomeOf(archive: Uint8Array): Promise<string> {
  const unpacked = await unpack(archive)
  if (unpacked.ok) return `accepted ${[...unpacked.value.keys()].join()}`
  const { code, where, message } = unpacked.failure
  return `${code} ${where}: ${message}`
}

test.group('an archive that is accepted', () => {
  test('gives its files byte for byte', async ({ assert }) => {
    const bytes = Buffer.from([0, 255, 10, 13, 128])
    const unpacked = await unpack(rawTgz([README, { path: 'package/dist/plugin.js', bytes }]))
    assert.isTrue(unpacked.ok)
    if (!unpacked.ok) return
    assert.deepEqual([...unpacked.value.keys()], ['README.md', 'dist/plugin.js'])
    assert.deepEqual(Buffer.from(unpacked.value.get('dist/plugin.js')!), bytes)
  })

  test('may hold the folders that its files lie in, and setuid bits that nothing keeps', async ({
    assert,
  }) => {
    const entries = [
      { path: 'package/', type: '5', mode: 0o4777 },
      { path: 'package/dist/', type: '5' },
      { ...README, mode: 0o4755 },
    ]
    assert.equal(await outcomeOf(rawTgz(entries)), 'accepted README.md')
  })

  test('may have its path in two fields, as ustar allows', async ({ assert }) => {
    const archive = rawTgz([{ path: 'plugin.js', prefix: 'package/dist', bytes: 'x' }])
    assert.equal(await outcomeOf(archive), 'accepted dist/plugin.js')
  })

  test('may come from the tar that npm packs with', async ({ assert, cleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'aq-tar-'))
    cleanup(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'package/dist'), { recursive: true })
    await writeFile(join(folder, 'package/dist/plugin.js'), 'x'.repeat(3000))
    await writeFile(join(folder, 'package/package.json'), '{}')
    const mtime = new Date('1985-10-26T08:15:00Z')
    const stream = tar.create({ cwd: folder, gzip: true, portable: true, mtime }, ['package'])
    const archive = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>))
    const unpacked = await unpack(archive)
    assert.isTrue(unpacked.ok)
    if (!unpacked.ok) return
    assert.sameMembers([...unpacked.value.keys()], ['dist/plugin.js', 'package.json'])
    assert.equal(Buffer.from(unpacked.value.get('dist/plugin.js')!).toString(), 'x'.repeat(3000))
  })
})

test.group('an archive that is refused for an entry', () => {
  const cases: [title: string, entry: RawEntry, outcome: RegExp][] = [
    [
      'a symbolic link',
      { path: 'package/README.md', type: '2', link: '/etc/passwd' },
      /^entry_forbidden package\/README\.md: is a symbolic link; a package holds regular files only/,
    ],
    [
      'a hard link',
      { path: 'package/LICENSE', type: '1', link: 'package/README.md' },
      /is a hard link/,
    ],
    [
      'a hard link that calls itself a file',
      { path: 'package/LICENSE', link: 'package/README.md' },
      /is a hard link/,
    ],
    ['a character device', { path: 'package/LICENSE', type: '3' }, /is a character device/],
    ['a block device', { path: 'package/LICENSE', type: '4' }, /is a block device/],
    ['a named pipe', { path: 'package/LICENSE', type: '6' }, /is a named pipe/],
    ['a contiguous file', { path: 'package/LICENSE', type: '7' }, /is a contiguous file/],
    ['a sparse file', { path: 'package/LICENSE', type: 'S' }, /is a sparse file/],
    [
      'a type that nobody knows',
      { path: 'package/LICENSE', type: 'Z' },
      /is an entry of unknown kind/,
    ],
    [
      'a path out of the package',
      { path: 'package/../../etc/passwd' },
      /entry_forbidden package\/\.\.\/\.\.\/etc\/passwd: .*its path leads out of the package/,
    ],
    [
      'a path out and in again',
      { path: 'package/../package/README.md' },
      /leads out of the package/,
    ],
    ['an absolute path', { path: '/package/README.md' }, /its path is absolute/],
    ['a drive letter', { path: 'C:/package/README.md' }, /its path is absolute/],
    ['a backslash', { path: 'package\\README.md' }, /its name holds a backslash/],
    ['a dot on the way', { path: 'package/./README.md' }, /is not a file of a package/],
    ['two slashes', { path: 'package//README.md' }, /is not a file of a package/],
    ['a slash at the end', { path: 'package/README.md/' }, /is not a file of a package/],
    ['a space at the end', { path: 'package/README.md ' }, /is not a file of a package/],
    ['a file outside of package/', { path: 'README.md' }, /each below package\//],
    [
      'another file',
      { path: 'package/dist/other.js' },
      /a package holds package\.json, aq-plugin\.json/,
    ],
    ['an install script', { path: 'package/binding.gyp' }, /is not a file of a package/],
    ['a module folder', { path: 'package/node_modules/x/index.js' }, /is not a file of a package/],
    ['another case', { path: 'package/readme.md' }, /the name is written package\/README\.md/],
    [
      'letters beyond ASCII',
      { path: 'package/R\u00c9ADME.md' },
      /entry_forbidden package\/R\\xc9ADME\.md: .*not plain ASCII/,
    ],
    [
      'a text-direction override',
      { path: Buffer.from('package/\u202eREADME.md').toString('latin1') },
      /package\/\\xe2\\x80\\xaeREADME\.md: .*not plain ASCII/,
    ],
    ['a control character', { path: 'package/\u001b[2J' }, /\\x1b\[2J: .*not plain ASCII/],
    [
      'bytes behind the end of the name',
      { path: 'package/README.md\0.js' },
      /archive_broken : The archive is damaged: a name is followed by other bytes/,
    ],
    [
      'bytes behind the end of the prefix',
      { path: 'README.md', prefix: 'package\0x' },
      /a name is followed by other bytes/,
    ],
    ['no name', { path: '' }, /is not a file of a package/],
    [
      'a folder that no package has',
      { path: 'package/src', type: '5' },
      /is a folder that no package has/,
    ],
    [
      'a folder that carries bytes',
      { path: 'package/dist', type: '5', bytes: 'x' },
      /is a folder; a package holds regular files only/,
    ],
    [
      'a pax header',
      { path: 'package/x', type: 'x', bytes: '25 path=../../etc/passwd\n' },
      /is an extended header/,
    ],
    [
      'a global pax header',
      { path: 'pax_global_header', type: 'g', bytes: '11 size=99\n' },
      /is an extended header/,
    ],
    [
      'a long name of GNU',
      { path: '././@LongLink', type: 'L', bytes: 'package/README.md\0' },
      /is a long name/,
    ],
    [
      'a long link of GNU',
      { path: '././@LongLink', type: 'K', bytes: '/etc\0' },
      /is a long link name/,
    ],
    [
      'a check sum that does not fit',
      { ...README, sumOff: 1 },
      /a header does not fit its check sum/,
    ],
    ['another format', { ...README, magic: 'abcde\x0000' }, /is not of the ustar format/],
    [
      'a size in base 256',
      { ...README, size: '\x80\0\0\0\0\0\0\0\0\0\x10\0' },
      /is not an octal number/,
    ],
    ['a size below zero', { ...README, size: '-0000000001\0' }, /is not an octal number/],
    ['a size that is no number', { ...README, size: '0000000000x\0' }, /is not an octal number/],
    [
      'a size that it does not have',
      { ...README, size: 4096 },
      /cut off: a file is shorter than its header says|does not fit/,
    ],
    [
      'a file of more than 2 MB',
      { path: 'package/README.md', bytes: Buffer.alloc(2 * MB + 1) },
      /^too_large package\/README\.md: is 2097153 bytes; at most 2097152 are read/,
    ],
    [
      'a size of 8 GB',
      { ...README, size: 0o77777777777 },
      /^too_large package\/README\.md: is 8589934591 bytes/,
    ],
  ]
  for (const [title, entry, outcome] of cases) {
    test(title, async ({ assert }) => {
      assert.match(await outcomeOf(rawTgz([entry])), outcome)
      // The same behind a sound file: nothing of the archive may come out then either.
      assert.match(
        await outcomeOf(rawTgz([{ path: 'package/LICENSE2' }, entry])),
        /^entry_forbidden/
      )
      assert.match(
        await outcomeOf(rawTgz([{ path: 'package/CHANGELOG.md', bytes: 'x' }, entry])),
        outcome
      )
    })
  }

  test('the same file twice', async ({ assert }) => {
    const outcome = await outcomeOf(rawTgz([README, { ...README, bytes: 'Other.' }]))
    assert.equal(outcome, 'entry_forbidden package/README.md: is in the archive twice')
  })

  test('a file under two spellings of its path', async ({ assert }) => {
    const split = { path: 'README.md', prefix: 'package', bytes: 'Other.' }
    assert.match(await outcomeOf(rawTgz([README, split])), /is in the archive twice/)
  })
})

test.group('an archive that is refused as a whole', () => {
  const sound = rawTgz([README])
  const cases: [title: string, archive: Uint8Array, outcome: RegExp][] = [
    ['nothing', Buffer.alloc(0), /^archive_broken : The archive is empty\.$/],
    ['a text', Buffer.from('hello'), /is not gzip/],
    ['a zip', Buffer.from('PK\x03\x04'), /is not gzip/],
    ['a tar that is not compressed', rawTar([README]), /is not gzip/],
    ['gzip of nothing', gzipSync(''), /is cut off: its end mark is missing/],
    ['gzip of a text', gzipSync('x'.repeat(600)), /is damaged: a header/],
    ['only an end mark', gzipSync(Buffer.alloc(1024)), /holds no file/],
    [
      'half an end mark',
      gzipSync(Buffer.concat([rawEntry(README), Buffer.alloc(512)])),
      /end mark is missing/,
    ],
    ['no end mark', gzipSync(rawEntry(README)), /end mark is missing/],
    [
      'bytes behind the end mark',
      gzipSync(Buffer.concat([rawTar([README]), rawEntry(README)])),
      /has other bytes behind its end mark/,
    ],
    [
      'a file of 21 kinds',
      rawTgz(Array.from({ length: 21 }, () => ({ path: 'package/', type: '5' }))),
      /^too_large : The archive has more than 20 entries/,
    ],
    ['its first half', sound.subarray(0, sound.length / 2), /it is cut off|is damaged/],
    ['all but its last byte', sound.subarray(0, -1), /is cut off/],
    [
      'one byte behind it',
      Buffer.concat([sound, Buffer.from('x')]),
      /it is cut off, or has a byte too many/,
    ],
    ['a second archive behind it', Buffer.concat([sound, sound]), /behind its end/],
    ['zeros behind it', Buffer.concat([sound, Buffer.alloc(64)]), /behind its end|is damaged/],
    [
      'more than 5 MB',
      Buffer.alloc(PACKAGE_LIMITS.archiveBytes + 1),
      /^too_large : The archive is 5242881 bytes/,
    ],
  ]
  for (const [title, archive, outcome] of cases) {
    test(title, async ({ assert }) => assert.match(await outcomeOf(archive), outcome))
  }

  test('any one byte of the compressed data is changed', async ({ assert }) => {
    for (let at = 10; at < sound.length; at += 1) {
      const changed = Buffer.from(sound)
      changed[at] = (changed[at] as number) ^ 0x55
      assert.match(
        await outcomeOf(changed),
        /^(archive_broken|entry_forbidden|too_large)/,
        `byte ${at}`
      )
    }
  })

  test('its files are more than 5 MB together', async ({ assert }) => {
    const sizes = { 'README.md': 2 * MB, 'CHANGELOG.md': 2 * MB, 'LICENSE': MB + 1 }
    const outcome = await outcomeOf(
      rawTgz(
        Object.entries(sizes).map(([name, size]) => ({
          path: `package/${name}`,
          bytes: Buffer.alloc(size),
        }))
      )
    )
    assert.match(outcome, /^too_large : The archive's files are more than 5242880 bytes together/)
  })
})

test.group('a bomb', () => {
  for (const [title, megabytes] of [
    ['of 1000 times its size', 300],
    ['of 20 MB, little enough to be no ratio of note', 20],
  ] as const) {
    test(`${title} is stopped at what is allowed`, async ({ assert }) => {
      // The header promises a small file, or a huge one; the stream holds far more either way.
      const zeros = Buffer.alloc(megabytes * MB)
      const bomb = gzipSync(
        Buffer.concat([rawEntry({ ...README, size: 8 * MB, bytes: '' }), zeros])
      )
      const before = process.memoryUsage.rss()
      const busyMs = busyClock()
      assert.match(await outcomeOf(bomb), /^too_large : The archive holds more than \d+ bytes/)
      assert.isBelow(busyMs(), 2000)
      assert.isBelow(process.memoryUsage.rss() - before, 64 * MB)
    })
  }

  test('lets the host answer while it is unpacked', async ({ assert }) => {
    const bomb = gzipSync(Buffer.alloc(200 * MB))
    const longestMs = await longestTurnMs(async () => {
      for (let run = 0; run < 4; run += 1) await outcomeOf(bomb)
    })
    assert.isBelow(longestMs, 100)
  })

  test('of empty compressed blocks ends with the archive', async ({ assert }) => {
    // A stored block of length 0, five bytes, a million times: input without output.
    const head = gzipSync('').subarray(0, 10)
    const blocks = Buffer.alloc(5_000_000, Buffer.from([0, 0, 0, 0xff, 0xff]))
    const busyMs = busyClock()
    assert.match(await outcomeOf(Buffer.concat([head, blocks])), /^archive_broken/)
    assert.isBelow(busyMs(), 2000)
  })
})
