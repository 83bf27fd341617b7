import { test } from '@japa/runner'
import fc from 'fast-check'
import { isPluginId } from '#engine/plugin/check_manifest.js'
import { compareLocks } from '#engine/plugin_lock/compare_locks.js'
import { lockFileText, type LockEntry } from '#engine/plugin_lock/lock_file.js'
import { readLockText } from '#engine/plugin_lock/read_lock_text.js'
import { ENVIRONMENTS } from '#ports/plugin_records.js'

const HEX = '0123456789abcdef'
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...HEX), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const entry: fc.Arbitrary<LockEntry> = fc.record(
  {
    version: fc.constantFrom('0.1.0', '12.0.3-beta.1'),
    resolved: fc.webUrl(),
    integrity: fc.constantFrom('', `sha512-${'Ab+/'.repeat(21)}AA==`),
    contentHash: hex(64),
    manifestHash: hex(64),
    keyId: fc.option(hex(16)),
    level: fc.constantFrom('official', 'verified', 'signed', 'unsigned-local' as const),
    grantsHash: hex(64),
    enabledIn: fc.subarray([...ENVIRONMENTS]),
  },
  { noNullPrototype: true }
)
const id = fc.stringMatching(/^[a-z0-9]{3,20}$/).filter(isPluginId)
const plugins = fc.dictionary(id, entry, { maxKeys: 8 }).map((all) => new Map(Object.entries(all)))

test.group('lock file, any', () => {
  test('what is written is read back, and differs in nothing', ({ assert }) => {
    fc.assert(
      fc.property(plugins, (all) => {
        const read = readLockText(lockFileText(all), 'lock')
        assert.isTrue(read.ok, JSON.stringify(read))
        if (!read.ok) return
        assert.sameMembers([...read.value.keys()], [...all.keys()])
        assert.deepEqual(compareLocks(read.value, all), [])
        assert.equal(lockFileText(read.value), lockFileText(all))
      })
    )
  })

  test('no text makes the reader throw, and what it takes it would write', ({ assert }) => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readLockText(text, 'lock')
        assert.isTrue(!read.ok || readLockText(lockFileText(read.value), 'lock').ok)
      })
    )
  })

  test('a change of any place of the file is refused or seen', ({ assert }) => {
    fc.assert(
      fc.property(plugins, fc.nat(), fc.constantFrom(...'x"}0a,'), (all, at, letter) => {
        const text = lockFileText(all)
        const place = at % text.length
        const changed = text.slice(0, place) + letter + text.slice(place + 1)
        const read = readLockText(changed, 'lock')
        if (!read.ok || lockFileText(read.value) === text) return
        assert.isNotEmpty(compareLocks(read.value, all))
      })
    )
  })
})
