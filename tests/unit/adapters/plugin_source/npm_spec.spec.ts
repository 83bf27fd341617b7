import { test } from '@japa/runner'
import { readNpmSpec } from '#adapters/plugin_source/npm_spec.js'

test.group('names of npm packages', () => {
  for (const [text, name, id, wanted] of [
    ['aq-plugin-momentum', 'aq-plugin-momentum', 'momentum', 'latest'],
    ['aq-plugin-momentum@1.2.0', 'aq-plugin-momentum', 'momentum', '1.2.0'],
    ['aq-plugin-momentum@1.2.0-beta.1', 'aq-plugin-momentum', 'momentum', '1.2.0-beta.1'],
    ['aq-plugin-momentum@next', 'aq-plugin-momentum', 'momentum', 'next'],
    ['@quants/aq-plugin-rsi_2', '@quants/aq-plugin-rsi_2', 'rsi_2', 'latest'],
    ['@quants/aq-plugin-rsi_2@2.0.0', '@quants/aq-plugin-rsi_2', 'rsi_2', '2.0.0'],
  ] as const) {
    test(text, ({ assert }) => {
      assert.deepEqual(readNpmSpec(text), { ok: true, value: { name, id, wanted } })
    })
  }

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['git+https://example.com/x.git', /is a git repository/],
    ['git@example.com:me/x.git', /is a git repository/],
    ['git://example.com/x', /is a git repository/],
    ['github:me/aq-plugin-x', /is a git repository/],
    ['gist:0123456789', /is a git repository/],
    ['me/aq-plugin-x', /is a git repository/],
    ['me/aq-plugin-x#main', /is a git repository/],
    ['aq-plugin-x@github:me/x', /is a git repository/],
    ['aq-plugin-x@git+ssh://git@example.com/x.git', /is a git repository/],
    ['https://example.com/x.tgz', /is an address/],
    ['aq-plugin-x@https://example.com/x.tgz', /is an address/],
    ['file:../x', /is a file or folder/],
    ['aq-plugin-x@file:../x', /is a file or folder/],
    ['link:../x', /is a file or folder/],
    ['../x', /is a file or folder/],
    ['./aq-plugin-x', /is a file or folder/],
    ['/etc', /is a file or folder/],
    ['~/x', /is a file or folder/],
    ['C:\\x', /is a file or folder/],
    ['aq-plugin-x@../x', /is a file or folder/],
    ['aq-plugin-x@npm:left-pad', /is another name for a package/],
    ['npm:left-pad', /is another name for a package/],
    ['aq-plugin-x@^1.0.0', /a range would leave the choice to the registry/],
    ['aq-plugin-x@1', /must name one version/],
    ['aq-plugin-x@1.x', /must name one version/],
    ['aq-plugin-x@x', /must name one version/],
    ['aq-plugin-x@v1', /must name one version/],
    ['aq-plugin-x@>=1 <2', /must name one version/],
    ['aq-plugin-x@*', /must name one version/],
    ['aq-plugin-x@', /must name one version/],
    ['aq-plugin-x@__proto__', /must name one version/],
    ['left-pad', /is not the package of a plugin/],
    ['aq-plugin-', /is not the package of a plugin/],
    ['aq-plugin-a..b', /is not the package of a plugin/],
    ['@quants/momentum', /is not the package of a plugin/],
    ['AQ-plugin-x', /is not the name of an npm package/],
    ['aq-plugin-mоmentum', /is not the name of an npm package/],
    ['aq-plugin-x\u0000', /is not the name of an npm package/],
    ['aq-plugin-x y', /is not the name of an npm package/],
    ['@/aq-plugin-x', /is not the name of an npm package/],
    ['--registry=evil', /is not the name of an npm package/],
    ['', /is not the name of an npm package/],
    [`aq-plugin-${'x'.repeat(300)}`, /is not the name of an npm package/],
  ]
  for (const [text, expected] of REFUSED) {
    test(`${JSON.stringify(text.slice(0, 60))} is refused`, ({ assert }) => {
      const read = readNpmSpec(text)
      assert.isFalse(read.ok)
      if (!read.ok) assert.match(read.failure.message, expected)
    })
  }
})
