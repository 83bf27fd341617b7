import { test } from '@japa/runner'
import { consentText, outcomeText } from '#engine/plugin_install/install_texts.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { packageFiles } from '../../../support/plugin_bench.js'

function manifestOf(permissions: readonly string[]) {
  const text = Buffer.from(packageFiles({ kind: 'agent', permissions }).get('aq-plugin.json')!)
  const manifest = checkManifest(text.toString())
  if (!manifest.ok) throw new Error(JSON.stringify(manifest.failure))
  return manifest.value
}

test.group('plugin install: what a person reads', () => {
  test('permissions by class, the dangerous first, the optional not ticked', ({ assert }) => {
    const manifest = manifestOf(['storage@64', 'net:connect@api.example.com?', 'secrets:api_key'])
    const lines = consentText({ manifest, level: 'signed', findings: [], more: null })
    const at = (part: string) => lines.findIndex((line) => line.includes(part))
    assert.isBelow(at('Dangerous'), at('Sensitive'))
    assert.isBelow(at('Sensitive'), at('Normal'))
    assert.match(lines[at('[ ] net:connect')]!, /may connect to api\.example\.com.*\(optional\)/)
    assert.match(lines[at('[x] secrets:api_key')]!, /without seeing it/)
    assert.equal(lines[at('[x] storage') + 1], '      "It needs this to work as described."')
  })

  test('of an update only what is new', ({ assert }) => {
    const manifest = manifestOf(['storage@64', 'timers'])
    const lines = consentText({ manifest, level: 'signed', findings: [], more: ['timers'] })
    assert.isTrue(lines.some((line) => line.includes('timers')))
    assert.isFalse(lines.some((line) => line.includes('storage')))
  })

  test('an update that waits tells how to accept it', ({ assert }) => {
    const lines = outcomeText({
      result: 'staged',
      id: 'mail_agent',
      version: '1.1.0',
      kind: 'agent',
      level: 'signed',
      keyId: null,
      contentHash: '0'.repeat(64),
      granted: [],
      state: 'enabled',
      waitsFor: ['timers'],
      findings: [],
    })
    assert.include(lines, '  + timers')
    assert.isTrue(lines.some((line) => line.endsWith('plugin:update mail_agent --accept')))
  })

  test('an update of what is not in use does not say that it is', ({ assert }) => {
    const updated = {
      result: 'updated',
      id: 'trend_rider',
      version: '1.1.0',
      kind: 'strategy',
      level: 'signed',
      keyId: null,
      contentHash: '0'.repeat(64),
      granted: [],
      waitsFor: [],
      findings: [],
    } as const
    const first = (state: 'enabled' | 'disabled' | 'quarantined') =>
      outcomeText({ ...updated, state })[0]
    assert.match(first('enabled')!, /is updated and enabled;/)
    assert.match(first('disabled')!, /is updated and still disabled \(plugin:enable trend_rider/)
    assert.match(first('quarantined')!, /is updated and still in quarantine \(plugin:reset/)
    const lines = outcomeText({ ...updated, state: 'disabled' })
    assert.isFalse(lines.some((line) => line.includes('Try it')))
  })
})
