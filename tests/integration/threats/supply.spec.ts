import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { InstallRequest } from '#engine/plugin_install/install_request.js'
import type { PackageFile } from '#ports/plugin_package.js'
import { rawTgz, type RawEntry } from '#tests/support/tar.js'
import { STALL_MS_MAX } from './attacks.js'
import type { Arena } from './arena.js'
import { archiveOf, filesOf, type HostilePackage } from './packages.js'
import { useArena } from './shared_arena.js'
import { Ticker } from './ticker.js'

/** An archive that must not be installed. */
interface Poison {
  readonly name: string
  /** Its bytes; `id` is the plugin that it says it is. */
  readonly archive: (id: string) => Uint8Array | Promise<Uint8Array>
  readonly says: RegExp
  readonly over?: Partial<InstallRequest>
}

const entriesOf = (given: HostilePackage): RawEntry[] =>
  [...filesOf(given)].map(([path, bytes]) => ({ path: `package/${path}`, bytes }))
/** A sound package with these entries besides. */
const withEntries = (id: string, ...more: RawEntry[]) => rawTgz([...entriesOf({ id }), ...more])
const withFile = (id: string, path: PackageFile, text: string | Uint8Array) =>
  archiveOf({ id, files: { [path]: text } })
const withManifest = (id: string, over: Readonly<Record<string, unknown>>) =>
  archiveOf({ id, manifest: over })
const deep = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
const icon = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${inside}</svg>`

const ENTRIES: readonly Poison[] = [
  ['a path that climbs out', { path: 'package/../../evil.js', bytes: 'x' }],
  ['an absolute path', { path: '/etc/aq-evil', bytes: 'x' }],
  ['a path with backslashes', { path: 'package\\..\\..\\evil.js', bytes: 'x' }],
  ['a path of a drive', { path: 'C:/evil.js', bytes: 'x' }],
  ['a symbolic link', { path: 'package/README.md', type: '2', link: '/etc/passwd' }],
  ['a hard link', { path: 'package/README.md', type: '1', link: 'package/dist/plugin.js' }],
  ['a character device', { path: 'package/README.md', type: '3' }],
  ['a block device', { path: 'package/README.md', type: '4' }],
  ['a pipe', { path: 'package/README.md', type: '6' }],
  ['the same file twice', { path: 'package/dist/plugin.js', bytes: 'var __plugin=1' }],
  ['the same file in other capitals', { path: 'package/DIST/Plugin.js', bytes: 'x' }],
  ['a name that reads backwards', { path: 'package/READ\u202eEM.dm', bytes: 'x' }],
  ['a file that no plugin needs', { path: 'package/.npmrc', bytes: 'registry=x' }],
  ['a binary', { path: 'package/build/Release/evil.node', bytes: 'ELF' }],
  ['a size that is a lie', { path: 'package/README.md', bytes: 'x', size: 10_000_000 }],
  ['a broken check sum', { path: 'package/README.md', bytes: 'x', sumOff: 1 }],
].map(([name, entry]): Poison => ({
  name: `an archive with ${name as string}`,
  archive: (id) => withEntries(id, entry as RawEntry),
  says: /archive|entry|package|README|link|twice|allowed|hold/i,
}))

const BOMBS: readonly Poison[] = [
  {
    name: 'an archive that unpacks to sixty megabytes',
    archive: (id) => withEntries(id, { path: 'package/README.md', bytes: Buffer.alloc(6e7) }),
    says: /bytes|MB|large/i,
  },
  {
    name: 'an archive that unpacks to six megabytes, not well enough packed to stand out',
    archive: (id) => {
      const bytes = Buffer.concat(
        Array.from({ length: 96 }, () => Buffer.concat([randomBytes(256), Buffer.alloc(65_280, 7)]))
      )
      return withEntries(id, { path: 'package/README.md', bytes })
    },
    says: /bytes|MB|large/i,
  },
  {
    name: 'an archive of a thousand empty files',
    archive: (id) =>
      withEntries(id, ...Array.from({ length: 1_000 }, (_, k) => ({ path: `package/f${k}` }))),
    says: /entr|hold|allowed/i,
  },
  {
    name: 'an archive that is no archive',
    archive: () => randomBytes(10_000),
    says: /archive|gzip|broken/i,
  },
]

const MANIFESTS: readonly Poison[] = [
  {
    name: 'a manifest of a megabyte',
    archive: (id) => withManifest(id, { description: 'x'.repeat(1_000_000) }),
    says: /aq-plugin\.json.*bytes/,
  },
  {
    name: 'a manifest that says a field twice',
    archive: (id) =>
      archiveOf({ id, manifestText: `{"manifestVersion":1,"id":"${id}","id":"other_one"}` }),
    says: /aq-plugin\.json.*twice/,
  },
  {
    name: 'a manifest that is nested ten thousand deep',
    archive: (id) => archiveOf({ id, manifestText: deep(10_000) }),
    says: /aq-plugin\.json/,
  },
  {
    name: 'a manifest with limits that are no numbers',
    archive: (id) =>
      archiveOf({
        id,
        manifestText: new TextDecoder()
          .decode(filesOf({ id }).get('aq-plugin.json'))
          .replace('"memoryMb": 16', '"memoryMb": 1e999'),
      }),
    says: /limits\.memoryMb|limits/,
  },
  {
    name: 'a manifest with limits below zero',
    archive: (id) => withManifest(id, { limits: { memoryMb: -1, timeoutMs: 50 } }),
    says: /limits\.memoryMb/,
  },
  {
    name: 'a manifest with a pattern that backtracks without end',
    archive: (id) =>
      withManifest(id, {
        parameters: { a: { type: 'choice', default: 'x', options: ['x'], pattern: '^(a+)+$' } },
      }),
    says: /pattern/,
  },
  {
    name: 'a manifest with the prototype as a field',
    archive: (id) =>
      archiveOf({
        id,
        manifestText: `{"__proto__":{"polluted":1},"manifestVersion":1,"id":"${id}"}`,
      }),
    says: /__proto__/,
  },
  {
    name: 'a manifest with the prototype as a parameter',
    archive: (id) =>
      archiveOf({
        id,
        manifestText: new TextDecoder()
          .decode(filesOf({ id }).get('aq-plugin.json'))
          .replace(
            '"limits"',
            '"parameters":{"__proto__":{"type":"boolean","default":true}},"limits"'
          ),
      }),
    says: /parameters|__proto__/,
  },
  {
    name: 'a name with terminal codes',
    archive: (id) => withManifest(id, { name: '\u001b[31mTrusted' }),
    says: /name/,
  },
  {
    name: 'a name that reads backwards',
    archive: (id) => withManifest(id, { name: 'AQ \u202eofficial' }),
    says: /name/,
  },
  {
    name: 'another entry than the one script',
    archive: (id) => withManifest(id, { entry: '../../../etc/passwd' }),
    says: /entry/,
  },
  {
    name: 'a platform that it does not fit',
    archive: (id) => withManifest(id, { engines: { aq: '>=99', sdk: 0 } }),
    says: /99/,
  },
  {
    name: 'permissions of another kind of plugin',
    archive: (id) => archiveOf({ id, kind: 'strategy', permissions: ['net:connect@evil.test'] }),
    says: /net:connect/,
  },
  {
    name: 'a wildcard over everybody',
    archive: (id) => archiveOf({ id, permissions: ['net:connect@*.com'] }),
    says: /net:connect|wildcard|\*/,
  },
  {
    name: 'an id in letters of another alphabet',
    archive: () => archiveOf({ id: 'm\u043ementum' }),
    says: /id/,
  },
  {
    name: 'the id of a plugin that is shipped',
    archive: () => archiveOf({ id: 'momentum' }),
    says: /plugins\/examples/,
  },
  {
    name: 'an id that is one letter from a shipped plugin',
    archive: () => archiveOf({ id: 'momentun' }),
    says: /looks like/,
  },
  {
    name: 'an id with a zero for an o',
    archive: () => archiveOf({ id: 'm0mentum' }),
    says: /looks like/,
  },
]

const FILES: readonly Poison[] = [
  ...['preinstall', 'install', 'postinstall', 'prepare'].map((script): Poison => ({
    name: `a package that wants to run ${script}`,
    archive: (id) =>
      withFile(
        id,
        'package.json',
        JSON.stringify({
          name: `aq-plugin-${id}`,
          version: '1.0.0',
          keywords: ['aq-plugin'],
          scripts: { [script]: 'touch /tmp/aq-stolen' },
        })
      ),
    says: /scripts/,
  })),
  {
    name: 'a package that brings dependencies',
    archive: (id) =>
      withFile(
        id,
        'package.json',
        `{"name":"aq-plugin-${id}","version":"1.0.0","keywords":["aq-plugin"],"dependencies":{"left-pad":"1"}}`
      ),
    says: /dependencies/,
  },
  {
    name: 'a package with the name of another',
    archive: (id) =>
      withFile(
        id,
        'package.json',
        `{"name":"aq-plugin-other","version":"1.0.0","keywords":["aq-plugin"]}`
      ),
    says: /name/,
  },
  {
    name: 'a file that was changed after it was listed',
    archive: (id) => {
      const files = filesOf({ id })
      files.set('README.md', Buffer.from('added'))
      return rawTgz([...files].map(([path, bytes]) => ({ path: `package/${path}`, bytes })))
    },
    says: /README\.md/,
  },
  {
    name: 'a script in letters that cannot be seen',
    archive: (id) => archiveOf({ id, code: 'var __plugin = (() => { /* \u200b */ })();' }),
    says: /ASCII/,
  },
  {
    name: 'a script with more than one function',
    archive: (id) => archiveOf({ id, code: 'globalThis.x = 1; var __plugin = (() => {})();' }),
    says: /one script/,
  },
  ...[
    ['a script', '<script>alert(1)</script>'],
    ['a handler', '<rect width="8" height="8" onload="alert(1)"/>'],
    [
      'a foreign page',
      '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
    ],
    ['a link outside', '<use href="https://evil.test/x.svg#y"/>'],
    ['an image outside', '<image href="https://evil.test/pixel.png"/>'],
    ['a style', '<style>@import url(https://evil.test/x.css)</style>'],
    ['a colour from outside', '<rect fill="url(https://evil.test/x)"/>'],
    ['a script as a link', '<a href="javascript:alert(1)"><rect/></a>'],
    ['a moving attribute', '<rect><animate attributeName="href" to="javascript:alert(1)"/></rect>'],
  ].map(([name, inside]): Poison => ({
    name: `an icon with ${name}`,
    archive: (id) => withFile(id, 'icon.svg', icon(inside as string)),
    says: /icon\.svg/,
  })),
  {
    name: 'an icon that unfolds a thousand million times',
    archive: (id) =>
      withFile(
        id,
        'icon.svg',
        `<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>${icon('<text>&b;</text>')}`
      ),
    says: /icon\.svg/,
  },
]

test.group('packages that must not be installed', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)

  for (const { name, archive, says, over } of [...ENTRIES, ...BOMBS, ...MANIFESTS, ...FILES]) {
    test(name, async ({ assert }) => {
      const id = arena().newId()
      const path = await arena().write(`${id}.tgz`, await archive(id))
      const before = await stateOf(arena())
      const ticker = new Ticker()
      const installed = await arena().install({ type: 'tarball', path }, over)
      const stalledMs = ticker.stop()
      assert.isFalse(installed.ok, 'it was installed')
      assert.match(installed.ok ? '' : installed.failure.message, says)
      // eslint-disable-next-line no-control-regex -- that is what must not be there
      assert.notMatch(installed.ok ? '' : installed.failure.message, /[\u0000-\u001f\u202e]/)
      assert.deepEqual(await stateOf(arena()), before)
      assert.isBelow(stalledMs, STALL_MS_MAX, 'the event loop of the host stood still')
      const row = await arena().lastRow()
      assert.equal(row?.action, 'plugin.install_refused')
      assert.isFalse(existsSync('/tmp/aq-stolen') || existsSync('/etc/aq-evil'))
    })
  }

  test('what runs with the rights of its owner is stored without them', async ({ assert }) => {
    const id = arena().newId()
    const entries = entriesOf({ id }).map((entry) => ({ ...entry, mode: 0o4755 }))
    const path = await arena().write(`${id}.tgz`, rawTgz(entries))
    const installed = await arena().install({ type: 'tarball', path })
    assert.isTrue(installed.ok, installed.ok ? '' : installed.failure.message)
    const folder = join(
      arena().folder.path,
      'plugins/store',
      installed.ok ? installed.value.contentHash : ''
    )
    const modes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mode & 0o7777)
    assert.isAbove(modes.length, 3)
    assert.deepEqual([...new Set(modes)], [0o444])
  })
})

/** Everything that an install could leave behind. */
async function stateOf({ ports, folder }: Arena) {
  const quarantine = join(folder.path, 'plugins/quarantine')
  return {
    plugins: (await ports.records.plugins()).map((one) => one.id),
    stored: await ports.store.list(),
    quarantine: existsSync(quarantine) ? readdirSync(quarantine) : [],
    unfinished: await ports.records.unfinished(),
  }
}
