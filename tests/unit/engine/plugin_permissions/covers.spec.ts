import { test } from '@japa/runner'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import { covers } from '#engine/plugin_permissions/covers.js'
import { needsConsent, permissionDifference } from '#engine/plugin_permissions/difference.js'

function read(text: string) {
  const parsed = parsePermission(text)
  if (!parsed.ok) throw new Error(`${text} ${parsed.failure}`)
  return parsed.value
}
const asks = (...ids: string[]) => ids.map((id) => ({ id, reason: 'why' }))

test.group('grants', () => {
  test('{0} covers {1}: {2}')
    .with([
      ['storage@64', 'storage@64', true],
      ['storage@64', 'storage@65', false],
      ['market-data:read', 'market-data:read@US.AAPL', true],
      ['market-data:read@US.*', 'market-data:read@US.AAPL/1d', true],
      ['market-data:read@US.*', 'market-data:read@HK.00700', false],
      ['market-data:read@US.*', 'market-data:read', false],
      ['market-data:read@US.*/1d', 'market-data:read@US.AAPL', false],
      ['market-data:read@US.A', 'market-data:read@US.AAPL', false],
      ['market-data:read@US.*/1d', 'market-data:read@US.AAPL/1d,1h', false],
      ['account:read', 'account:read@main', true],
      ['account:read@main', 'account:read', false],
      ['account:read', 'positions:read', false],
      ['secrets:a', 'secrets:b', false],
      ['notify:log', 'notify:log', true],
      ['net:connect@a.example.com', 'net:connect@a.example.com#GET', true],
      ['net:connect@a.example.com#GET', 'net:connect@a.example.com', false],
      ['net:connect@a.example.com', 'net:connect@a.example.com:8443', false],
      ['net:connect@a.example.com', 'net:connect@b.a.example.com', false],
      ['net:connect@*.example.com', 'net:connect@a.example.com', true],
      ['net:connect@*.example.com', 'net:connect@example.com', false],
      ['net:connect@*.example.com', 'net:connect@b.a.example.com', false],
      ['net:connect@*.example.com', 'net:connect@*.a.example.com', false],
      ['net:connect@*.example.com', 'net:connect@aexample.com', false],
      ['net:connect@a.example.com', 'net:connect@a.example.com#private', false],
      ['net:connect@a.example.com#private', 'net:connect@a.example.com', true],
      ['agent:llm@main/100', 'agent:llm@main/101', false],
      ['agent:llm@main/100', 'agent:llm@other/100', false],
    ] as [string, string, boolean][])
    .run(({ assert }, [grant, need, expected]) => {
      assert.equal(covers([read(grant)], read(need)), expected)
      assert.isFalse(covers([], read(need)))
    })
})

test.group('what an update changes', () => {
  test('{0} to {1} is wider')
    .with([
      ['storage@64', 'storage@128'],
      ['market-data:read@US.AAPL', 'market-data:read@US.*'],
      ['market-data:read@US.*/1d', 'market-data:read@US.*'],
      ['net:connect@a.example.com', 'net:connect@*.example.com'],
      ['net:connect@a.example.com#GET', 'net:connect@a.example.com'],
      ['net:connect@a.example.com', 'net:connect@a.example.com#private'],
      ['account:read@main', 'account:read'],
    ])
    .run(({ assert }, [before, after]) => {
      const difference = permissionDifference(asks(before!), asks(after!))
      const [one] = difference.widened
      assert.deepEqual([one?.before.id, one?.after.id], [before, after])
      assert.deepEqual([difference.added, difference.removed, difference.unchanged], [[], [], []])
      assert.isTrue(needsConsent(difference))
      const back = permissionDifference(asks(after!), asks(before!))
      assert.isFalse(needsConsent(back))
      assert.deepEqual(back.removed, asks(after!))
    })

  test('another host is added, the old one removed', ({ assert }) => {
    const difference = permissionDifference(
      asks('net:connect@a.example.com', 'log'),
      asks('net:connect@b.example.com', 'log')
    )
    assert.deepEqual(difference, {
      added: asks('net:connect@b.example.com'),
      widened: [],
      removed: asks('net:connect@a.example.com'),
      unchanged: asks('log'),
    })
  })

  test('the same in another spelling is no change', ({ assert }) => {
    const difference = permissionDifference(
      asks('net:connect@A.example.com:443', 'storage'),
      asks('storage@64', 'net:connect@a.example.com')
    )
    assert.isFalse(needsConsent(difference))
    assert.deepEqual(difference.removed, [])
  })

  test('what becomes required is asked for anew', ({ assert }) => {
    const before = [{ id: 'storage', reason: 'why', optional: true }]
    assert.isTrue(needsConsent(permissionDifference(before, asks('storage'))))
    assert.isFalse(needsConsent(permissionDifference(asks('storage'), before)))
  })

  test('what cannot be read is always new', ({ assert }) => {
    assert.isTrue(needsConsent(permissionDifference(asks('magic:all'), asks('magic:all'))))
  })
})
