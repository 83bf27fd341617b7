import { test } from '@japa/runner'
import { LineScrubber } from '#adapters/log/line_scrubber.js'
import { bundleText, type BundleParts } from '#engine/health/bundle.js'
import type { SettingRow } from '#engine/settings/setting_row.js'

const SECRET = 'hunter2-hunter2'
const row = (key: string, isSecret: boolean, value: string): SettingRow =>
  ({
    ...{ value, source: 'database', changed: null, fault: null },
    declaration: { key, isSecret },
  }) as SettingRow
const parts: BundleParts = {
  atMs: 0,
  versions: { product: '1.0.0' },
  parts: [],
  checked: {
    atMs: 0,
    findings: [
      { what: 'data', level: 'ok', found: `postgres://aq:${SECRET}@db`, advice: null },
      { what: 'odd', level: 'ok', found: `it said ${SECRET}`, advice: null },
    ],
  },
  settings: [row('redis.url', true, `redis://:${SECRET}@cache`), row('market.hours', false, 'any')],
  alerts: [],
  log: [`{"level":"info","token":"aq_live_0123456789","msg":"${SECRET}"}`, 'half a li'],
}
const scrubber = new LineScrubber()
scrubber.add(SECRET)
const clean = (line: string) => scrubber.clean(line)

test.group('the bundle for whoever helps', () => {
  test('no secret is in it, wherever it stood', ({ assert }) => {
    const text = bundleText(parts, clean)
    assert.notInclude(text, SECRET)
    assert.notInclude(text, 'aq_live_0123456789')
    const bundle = JSON.parse(text) as Record<string, Record<string, unknown>[]>
    assert.deepInclude(bundle.settings![0], { key: 'redis.url', value: null, isSet: true })
    assert.deepInclude(bundle.settings![1], { key: 'market.hours', value: 'any' })
    assert.equal(bundle.log![0]!.level, 'info')
    assert.equal(bundle.log![1] as unknown, 'half a li')
  })

  test('it says what was left out', ({ assert }) => {
    const text = bundleText({ ...parts, settings: null, log: null }, clean)
    const bundle = JSON.parse(text) as Record<string, unknown>
    assert.deepEqual(bundle.leftOut, ['settings', 'log'])
    assert.notProperty(bundle, 'settings')
    assert.notProperty(bundle, 'log')
  })
})
