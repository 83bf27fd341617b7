import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { engineFault, PLATFORM, PLATFORM_VERSION, SDK_VERSION } from '#engine/plugin/platform.js'

test.group('what a plugin runs on', () => {
  test('is told by the packages themselves', ({ assert }) => {
    const version = (path: string) =>
      (
        JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')) as {
          version: string
        }
      ).version
    assert.equal(PLATFORM_VERSION, version('package.json'))
    assert.equal(SDK_VERSION, version('plugins/sdk/package.json'))
    assert.deepEqual(PLATFORM, { aq: PLATFORM_VERSION, sdk: Number(SDK_VERSION.split('.')[0]) })
  })

  const cases: [aq: string, range: string, fits: boolean][] = [
    ['0.1.0', '>=0.1 <2', true],
    ['1.9.9', '>=0.1 <2', true],
    ['2.0.0', '>=0.1 <2', false],
    ['0.0.9', '>=0.1 <2', false],
    ['1.3.0', '^1.2', true],
    ['2.0.0', '^1.2', false],
    ['0.2.0', '^0.1', false],
    ['1.2.9', '~1.2.3', true],
    ['3.1.0', '1 || 3.x', true],
    ['2.1.0', '1 || 3.x', false],
    ['5.0.0', '*', true],
    ['1.0.0-beta.2', '>=1', true],
    ['0.9.0-beta.2', '>=1', false],
  ]
  for (const [aq, range, fits] of cases) {
    test(`${aq} ${fits ? 'is' : 'is not'} in ${range}`, ({ assert }) => {
      const fault = engineFault({ aq: range, sdk: 0 }, { aq, sdk: 0 })
      assert.equal(fault, fits ? null : `needs AQ Trading ${range}; this is ${aq}`)
    })
  }

  test('has exactly the version of the author kit that a plugin was written for', ({ assert }) => {
    const faultOf = (sdk: number) => engineFault({ aq: '*', sdk }, { aq: '1.0.0', sdk: 1 })
    assert.isNull(faultOf(1))
    assert.match(
      faultOf(0) ?? '',
      /was written for version 0 of the author kit; this platform has version 1/
    )
    assert.match(faultOf(2) ?? '', /was written for version 2/)
  })
})
