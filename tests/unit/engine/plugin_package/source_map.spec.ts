import { test } from '@japa/runner'
import { portableSourceMap, sourceMapFaults } from '#engine/plugin_package/source_map.js'

/** Names that a map of these sources has in a package. */
function namesOf(...sources: string[]): string[] {
  const text = JSON.stringify({ version: 3, sources, mappings: 'AAAA' })
  const bytes = portableSourceMap(text, '/home/me/aq/plugins/examples/mine')
  return (JSON.parse(Buffer.from(bytes).toString()) as { sources: string[] }).sources
}

test.group('the source map of a package', () => {
  test("keeps the names of the plugin's own files", ({ assert }) => {
    assert.deepEqual(namesOf('src/index.ts', 'aq-plugin.json', 'aq-entry'), [
      'src/index.ts',
      'aq-plugin.json',
      'aq-entry',
    ])
  })

  test('names everything else after where it belongs', ({ assert }) => {
    assert.deepEqual(
      namesOf(
        '../../sdk/src/indicators/sma.ts',
        '../../../app/kernel/market/bar.ts',
        '../../../node_modules/trading-signals/dist/index.js',
        '../../../../secret/thing.ts'
      ),
      [
        '@aq-trading/sdk/src/indicators/sma.ts',
        'aq-kernel/market/bar.ts',
        'node_modules/trading-signals/dist/index.js',
        'outside/thing.ts',
      ]
    )
  })

  test('is accepted as it is made, and refused with names that lie', ({ assert }) => {
    const map = (sources: unknown) =>
      sourceMapFaults(Buffer.from(JSON.stringify({ version: 3, sources, mappings: '' }))).map(
        ({ message }) => message
      )
    assert.deepEqual(map(['src/index.ts']), [])
    assert.deepEqual(map(['a\nb']), [
      'names a source that holds invisible characters (control, zero-width, text direction or odd spaces)',
    ])
    assert.deepEqual(map([7]), ['names a source that must be a text, was 7'])
    assert.deepEqual(map('src'), ['must be a source map of version 3 with sources and mappings'])
    assert.deepEqual(map(Array.from({ length: 2001 }, () => 'a')), ['names more than 2000 sources'])
  })
})
