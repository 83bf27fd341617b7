import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { checkPackage, packageFaultLines } from '#engine/plugin_package/check_package.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { SAMPLE_BUNDLE, samplePackage, type SampleChanges } from '#tests/support/plugin_package.js'
import { busyClock } from '#tests/support/busy_clock.js'

const PLATFORM = { aq: '0.1.0', sdk: 0 }
const KEY = generateKey()
const OTHER_KEY = generateKey()

function faultsOf(changes: SampleChanges): string[] {
  const checked = checkPackage(samplePackage(changes), PLATFORM)
  if (checked.ok) return []
  const lines = packageFaultLines(checked.failure)
  return checked.failure.map(({ code }, index) => `${code} ${lines[index]}`)
}

function packageJson(fields: Record<string, unknown>): SampleChanges {
  const text = JSON.stringify({
    name: 'aq-plugin-small_one',
    version: '1.2.3',
    keywords: ['aq-plugin'],
    ...fields,
  })
  return { files: { 'package.json': text } }
}

test.group('a package that may be installed', () => {
  test('gives everything that was read from it', ({ assert }) => {
    const files = samplePackage({ privateKey: KEY.privateKey })
    const checked = checkPackage(files, PLATFORM)
    assert.isTrue(checked.ok)
    if (!checked.ok) return
    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const { value } = checked
    assert.equal(value.manifest.id, 'small_one')
    assert.equal(value.npmName, 'aq-plugin-small_one')
    assert.equal(value.manifestHash, sha256(files.get('aq-plugin.json')!))
    assert.equal(value.manifestText, Buffer.from(files.get('aq-plugin.json')!).toString())
    assert.strictEqual(value.bundle, files.get('dist/plugin.js'))
    assert.equal(value.bundleHash, sha256(Buffer.from(SAMPLE_BUNDLE)))
    assert.equal(value.contentHash, contentHashOf(files))
    assert.equal(value.signature?.keyId, KEY.keyId)
    assert.deepEqual(value.findings, [])
  })

  const sound: [title: string, changes: SampleChanges][] = [
    ['without a signature', {}],
    [
      'signed by the key that its manifest names',
      {
        manifest: { publisher: { id: 'someone', name: 'S', keyId: KEY.keyId } },
        privateKey: KEY.privateKey,
      },
    ],
    ['in a scope', packageJson({ name: '@some-one/aq-plugin-small_one' })],
    [
      'with what npm ignores',
      packageJson({ devDependencies: { a: '1' }, author: 'A', homepage: 'https://a.b' }),
    ],
    [
      'with a source map and an icon',
      {
        files: {
          'dist/plugin.js.map': '{"version":3,"sources":["src/index.ts"],"mappings":""}',
          'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        },
      },
    ],
    [
      'whose README says what it likes',
      { files: { 'README.md': '<script>alert(1)</script>\u202e' } },
    ],
  ]
  for (const [title, changes] of sound) {
    test(title, ({ assert }) => assert.deepEqual(faultsOf(changes), []))
  }

  test('is the same content with another signature or none', ({ assert }) => {
    const bare = contentHashOf(samplePackage())
    assert.equal(contentHashOf(samplePackage({ privateKey: KEY.privateKey })), bare)
    assert.notEqual(contentHashOf(samplePackage({ files: { 'README.md': 'x' } })), bare)
  })
})

test.group('a package that is refused', () => {
  const publisher = { id: 'someone', name: 'S', keyId: KEY.keyId }
  const cases: [title: string, changes: SampleChanges, fault: RegExp][] = [
    [
      'without package.json',
      { files: { 'package.json': null } },
      /^file_missing package\.json is missing/,
    ],
    [
      'without manifest',
      { files: { 'aq-plugin.json': null } },
      /^file_missing aq-plugin\.json is missing/,
    ],
    [
      'without bundle',
      { files: { 'dist/plugin.js': null } },
      /^file_missing dist\/plugin\.js is missing/,
    ],
    [
      'without its list of files',
      { meddled: { 'aq-plugin.files.json': null } },
      /^file_missing aq-plugin\.files\.json is missing/,
    ],
    [
      'whose manifest is unsound',
      { manifest: { version: '1' } },
      /^manifest_invalid aq-plugin\.json: version must be a version/,
    ],
    [
      'whose manifest is 1 MB',
      { files: { 'aq-plugin.json': ' '.repeat(1_000_000) } },
      /^manifest_invalid aq-plugin\.json is 1000000 bytes; at most 65536 are read/,
    ],
    [
      'whose manifest is not UTF-8',
      { files: { 'aq-plugin.json': Buffer.from([0x7b, 0xff, 0x7d]) } },
      /^manifest_invalid aq-plugin\.json is not UTF-8/,
    ],
    [
      'whose manifest begins with a byte order mark',
      { files: { 'aq-plugin.json': '\ufeff{}' } },
      /^manifest_invalid aq-plugin\.json is not UTF-8 text without a byte order mark/,
    ],
    [
      'for another platform',
      { manifest: { engines: { aq: '>=2', sdk: 0 } } },
      /^engine_unsupported aq-plugin\.json: engines needs AQ Trading >=2; this is 0\.1\.0/,
    ],
    [
      'for another author kit',
      { manifest: { engines: { aq: '*', sdk: 1 } } },
      /^engine_unsupported aq-plugin\.json: engines was written for version 1 of the author kit; this platform has version 0/,
    ],
    [
      'with scripts',
      packageJson({ scripts: { postinstall: 'node x' } }),
      /^package_json_invalid package\.json: scripts is not allowed/,
    ],
    [
      'with dependencies',
      packageJson({ dependencies: { a: '1' } }),
      /^package_json_invalid package\.json: dependencies is not allowed/,
    ],
    [
      'with optional dependencies',
      packageJson({ optionalDependencies: { a: '1' } }),
      /optionalDependencies is not allowed/,
    ],
    [
      'with peers',
      packageJson({ peerDependencies: { a: '1' } }),
      /peerDependencies is not allowed/,
    ],
    [
      'with bundled dependencies',
      packageJson({ bundleDependencies: ['a'] }),
      /bundleDependencies is not allowed/,
    ],
    ['with programs', packageJson({ bin: { ls: 'x' } }), /bin is not allowed/],
    [
      'without the keyword',
      packageJson({ keywords: ['trading'] }),
      /package\.json: keywords must list "aq-plugin"/,
    ],
    [
      'of another version than its manifest',
      packageJson({ version: '1.2.4' }),
      /package\.json: version must be the manifest's 1\.2\.3, was "1\.2\.4"/,
    ],
    [
      'of another name',
      packageJson({ name: 'aq-plugin-other' }),
      /package\.json: name must be aq-plugin-small_one or @scope\/aq-plugin-small_one, was "aq-plugin-other"/,
    ],
    [
      'of two scopes',
      packageJson({ name: '@a/@b/aq-plugin-small_one' }),
      /package\.json: name must be/,
    ],
    [
      'of an empty scope',
      packageJson({ name: '@/aq-plugin-small_one' }),
      /package\.json: name must be/,
    ],
    [
      'of a scope with more behind',
      packageJson({ name: '@a/aq-plugin-small_one/x' }),
      /package\.json: name must be/,
    ],
    [
      'whose package.json gives a name twice',
      { files: { 'package.json': '{"name":"a","name":"b"}' } },
      /package\.json: name is given twice/,
    ],
    [
      'whose package.json is a list',
      { files: { 'package.json': '[]' } },
      /package\.json must be an object/,
    ],
    [
      'with a file that was changed',
      { meddled: { 'README.md': '# Small 0ne\n' } },
      /^files_mismatch README\.md is not the file that aq-plugin\.files\.json lists \(12 bytes, listed 12\)/,
    ],
    [
      'with a bundle that was changed',
      { meddled: { 'dist/plugin.js': SAMPLE_BUNDLE.replace('strategy', 'strateg1') } },
      /^files_mismatch dist\/plugin\.js is not the file/,
    ],
    [
      'with a file that was added',
      { meddled: { LICENSE: 'x' } },
      /^files_mismatch LICENSE is not listed/,
    ],
    [
      'with a file that was taken away',
      { meddled: { 'README.md': null } },
      /^files_mismatch aq-plugin\.files\.json lists README\.md, which it must not or which is missing/,
    ],
    [
      'whose list names what no package holds',
      {
        meddled: {
          'aq-plugin.files.json': `{"listVersion":1,"files":{"../x":{"size":1,"sha512":"${'0'.repeat(128)}"}}}`,
        },
      },
      /lists \.\.\/x, which it must not/,
    ],
    [
      'whose list is no list',
      { meddled: { 'aq-plugin.files.json': '{"files":[]}' } },
      /^files_mismatch aq-plugin\.files\.json must be \{"listVersion": 1/,
    ],
    [
      'whose list has more in it',
      { meddled: { 'aq-plugin.files.json': '{"listVersion":1,"files":{},"x":1}' } },
      /and nothing else/,
    ],
    [
      'whose list has an odd entry',
      { meddled: { 'aq-plugin.files.json': '{"listVersion":1,"files":{"a":{"size":1}}}' } },
      /files\.a must hold size and sha512/,
    ],
    [
      'whose list is long',
      { meddled: { 'aq-plugin.files.json': ' '.repeat(20_000) } },
      /aq-plugin\.files\.json is 20000 bytes; at most 16384 are read/,
    ],
    [
      'whose list is not JSON',
      { meddled: { 'aq-plugin.files.json': '{' } },
      /aq-plugin\.files\.json is not JSON/,
    ],
    [
      'whose list was changed after it was signed',
      {
        privateKey: KEY.privateKey,
        meddled: { 'aq-plugin.files.json': `${JSON.stringify({ listVersion: 1, files: {} })}` },
      },
      /^signature_invalid aq-plugin\.sig does not fit aq-plugin\.files\.json: the package was changed after it was signed/,
    ],
    [
      'signed by another key than its manifest names',
      { manifest: { publisher }, privateKey: OTHER_KEY.privateKey },
      new RegExp(
        `^signature_invalid aq-plugin\\.sig was made with the key ${OTHER_KEY.keyId}; the manifest names the key ${KEY.keyId}`
      ),
    ],
    [
      'whose signature is not one',
      { meddled: { 'aq-plugin.sig': '{}' } },
      /^signature_invalid aq-plugin\.sig must hold exactly the texts/,
    ],
    [
      'with an empty bundle',
      { files: { 'dist/plugin.js': '' } },
      /^code_forbidden dist\/plugin\.js is empty/,
    ],
    [
      'whose bundle is more than 2 MB',
      { files: { 'dist/plugin.js': Buffer.alloc(2 * 1024 * 1024 + 1, 32) } },
      /^too_large dist\/plugin\.js is 2097153 bytes/,
    ],
    [
      'whose bundle is not ASCII',
      { files: { 'dist/plugin.js': SAMPLE_BUNDLE.replace('kind', 'k\u0456nd') } },
      /^code_forbidden dist\/plugin\.js must be printable ASCII; byte 37 is 0xd1/,
    ],
    [
      'whose bundle holds a zero',
      { files: { 'dist/plugin.js': SAMPLE_BUNDLE.replace('kind', 'k\0nd') } },
      /byte 37 is 0x00/,
    ],
    [
      'whose bundle is a module',
      { files: { 'dist/plugin.js': 'export default {}' } },
      /^code_forbidden dist\/plugin\.js must be one script "var __plugin=/,
    ],
    [
      'whose bundle does something before',
      { files: { 'dist/plugin.js': `alert(1);${SAMPLE_BUNDLE}` } },
      /must be one script/,
    ],
    [
      'whose bundle does something after',
      { files: { 'dist/plugin.js': `${SAMPLE_BUNDLE}alert(1)` } },
      /must be one script/,
    ],
    [
      'whose source map is none',
      { files: { 'dist/plugin.js.map': '{"version":2}' } },
      /^files_mismatch dist\/plugin\.js\.map must be a source map of version 3/,
    ],
    [
      'whose source map names files that lie',
      { files: { 'dist/plugin.js.map': '{"version":3,"mappings":"","sources":["a\\u202eb"]}' } },
      /names a source that holds invisible characters/,
    ],
    [
      'whose source map is nested too deep',
      { files: { 'dist/plugin.js.map': '['.repeat(100_000) + ']'.repeat(100_000) } },
      /dist\/plugin\.js\.map (?:is not JSON, or nested too deep|is no source map)/,
    ],
    [
      'with a script in its icon',
      { files: { 'icon.svg': '<svg><script>1</script></svg>' } },
      /^code_forbidden icon\.svg holds the element <script>, which is not allowed/,
    ],
  ]
  for (const [title, changes, fault] of cases) {
    test(title, ({ assert }) => {
      const faults = faultsOf(changes)
      assert.isTrue(
        faults.some((line) => fault.test(line)),
        faults.join('\n') || 'was accepted'
      )
    })
  }

  test('as large as one may be, the host is held up for less than 100 ms', ({ assert }) => {
    const megabytes = (text: string) =>
      text.repeat(Math.floor((2 * 1024 * 1024 - 100) / text.length))
    const [head, tail] = ['var __plugin=(()=>{', '})();']
    const maps = [
      `{"version":3,"mappings":"","sources":[],"x":[${megabytes('1,')}1]}`,
      `{"version":3,"mappings":"${megabytes('AAAA;')}","sources":[]}`,
    ]
    for (const map of maps) {
      const bundle = `${head}${megabytes('f(1);')}${tail}`
      const files = samplePackage({
        files: {
          'dist/plugin.js': bundle,
          'dist/plugin.js.map': map,
          'README.md': 'x'.repeat(1_000_000),
        },
        privateKey: KEY.privateKey,
      })
      const times = Array.from({ length: 3 }, () => {
        const busyMs = busyClock()
        assert.isTrue(checkPackage(files, PLATFORM).ok)
        return busyMs()
      })
      assert.isBelow(Math.min(...times), 100)
    }
  })

  test('for everything at once', ({ assert }) => {
    const changes = { ...packageJson({ scripts: {} }), meddled: { LICENSE: 'x' } }
    const faults = faultsOf({ ...changes, manifest: { kind: 'robot', version: 'x' } })
    assert.isAtLeast(faults.length, 4)
  })
})
