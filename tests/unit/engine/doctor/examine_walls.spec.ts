import { test } from '@japa/runner'
import { examineWalls } from '#engine/doctor/examine_walls.js'

const NETWORK = { name: 'no_network', works: true, detail: 'a namespace of its own' } as const
const DEATH = { name: 'dies_with_host', works: false, detail: 'setpriv is not installed' } as const

test.group('Doctor: walls around plugins', () => {
  test('names those that are there', ({ assert }) => {
    assert.deepEqual(examineWalls([NETWORK, { ...DEATH, works: true }]), {
      what: 'plugin walls',
      level: 'ok',
      found: 'no network, ends with the host',
      advice: null,
    })
  })

  test('says why one is absent, and that plugins run all the same', ({ assert }) => {
    assert.deepEqual(examineWalls([NETWORK, DEATH]), {
      what: 'plugin walls',
      level: 'warn',
      found: 'no network',
      advice:
        'plugins run all the same, with fewer walls: "ends with the host" is absent (setpriv is not installed)',
    })
  })
})
