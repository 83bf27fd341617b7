import { test } from '@japa/runner'
import { searchPlugins } from '#engine/plugin_registry/search_plugins.js'
import {
  followed,
  NOON,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'

const index = sampleIndex({
  plugins: [
    samplePlugin(),
    samplePlugin({ id: 'momentum', name: 'Plain', level: 'signed', description: 'Simple.' }),
    samplePlugin({ id: 'breakout', name: 'Break out', description: 'Trades momentum at highs.' }),
    samplePlugin({
      id: 'sector_guard',
      name: 'Sector guard',
      kind: 'risk-rule',
      level: 'official',
    }),
    samplePlugin({
      id: 'news_reader',
      name: 'News',
      versions: [sampleVersion('2.0.0-rc.1'), sampleVersion('1.4.0'), sampleVersion('1.10.0')],
    }),
  ],
  blocked: [
    { id: 'breakout', versions: null, range: null, keyId: null, reason: 'Bad.', sinceMs: NOON },
  ],
})
const indexes = [{ index, registry: followed(index) }]
const installed = new Map([['momentum', '0.9.0']])

function search(text: string, kind?: string) {
  return searchPlugins({ text, installed, ...(kind === undefined ? {} : { kind }) }, indexes)
}

test.group('searching plugins', () => {
  const RANKED: readonly (readonly [string, readonly string[]])[] = [
    ['momentum', ['momentum', 'momentum_pro', 'breakout']],
    ['MOMENTUM pro', ['momentum_pro']],
    ['risk-rule', ['sector_guard']],
    ['quants', ['breakout', 'momentum_pro', 'news_reader', 'sector_guard', 'momentum']],
    ['highs', ['breakout']],
    ['out', ['breakout']],
    ['nothing like it', []],
    ['', ['breakout', 'momentum_pro', 'news_reader', 'sector_guard', 'momentum']],
  ]
  for (const [text, ids] of RANKED) {
    test(`"${text}" gives ${ids.join(', ') || 'nothing'}`, ({ assert }) => {
      assert.deepEqual(
        search(text).hits.map((hit) => hit.id),
        ids
      )
    })
  }

  test('keeps to a kind', ({ assert }) => {
    assert.deepEqual(
      search('', 'risk-rule').hits.map((hit) => hit.id),
      ['sector_guard']
    )
    assert.deepEqual(search('momentum', 'agent').hits, [])
  })

  test('shows the newest release, what is installed, what is blocked, and no level beyond the registry', ({
    assert,
  }) => {
    const [news] = search('news').hits
    assert.equal(news?.version, '1.10.0')
    const [momentum] = search('momentum').hits
    assert.deepInclude(momentum, {
      installedVersion: '0.9.0',
      blocked: null,
      publisher: 'Quants United',
    })
    assert.match(
      search('breakout').hits[0]!.blocked!,
      /is blocked by the registry "Sample registry"/
    )
    assert.equal(search('sector').hits[0]!.level, 'verified')
  })

  test('says what a typed name looks like', ({ assert }) => {
    assert.equal(search('momentun').hint, '"momentun" differs from "momentum" by one letter')
    const strange = search('mоmentum')
    assert.match(strange.hint!, /looks like "momentum" but is written with о \(U\+043E\)/)
    assert.equal(strange.hits[0]?.id, 'momentum')
    assert.match(search('break-outs').hint!, /did you mean breakout\?/)
    assert.isNull(search('momentum').hint)
    assert.isNull(search('zzzzzzzz').hint)
    assert.notInclude(search('momentum\u202e').hint ?? '', '\u202e')
  })

  test('finds nothing where nothing is followed', ({ assert }) => {
    assert.deepEqual(searchPlugins({ text: 'x', installed }, []), { hits: [], hint: null })
  })
})
