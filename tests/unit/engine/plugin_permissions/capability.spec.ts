import { test } from '@japa/runner'
import {
  CAPABILITIES,
  CAPABILITY_NAMES,
  parsePermission,
  permissionId,
  type Permission,
} from '#engine/plugin_permissions/capability.js'
import { plainWords } from '#engine/plugin_permissions/plain_words.js'
import { permissionFaults } from '#engine/plugin_permissions/permission_faults.js'

function read(text: string): Permission {
  const parsed = parsePermission(text)
  if (!parsed.ok) throw new Error(`${text} ${parsed.failure}`)
  return parsed.value
}

test.group('a permission', () => {
  test('is kept in one spelling: {0}')
    .with([
      ['market-data:read', 'market-data:read'],
      ['market-data:read@*', 'market-data:read'],
      ['market-data:read@US.*', 'market-data:read@US.*'],
      ['market-data:read@US.AAPL/1h,1d,1h', 'market-data:read@US.AAPL/1d,1h'],
      ['account:read@main', 'account:read@main'],
      ['orders:signal', 'orders:signal'],
      ['storage', 'storage@64'],
      ['storage@128', 'storage@128'],
      ['timers', 'timers'],
      ['log', 'log'],
      ['notify:mail', 'notify:mail'],
      ['secrets:api_key', 'secrets:api_key'],
      ['agent:llm@main', 'agent:llm@main/10000'],
      ['net:connect@api.example.com', 'net:connect@api.example.com:443'],
      ['net:connect@API.Example.com:443', 'net:connect@api.example.com:443'],
      ['net:connect@api.example.com:8443#POST,GET', 'net:connect@api.example.com:8443#GET,POST'],
      ['net:connect@*.example.com', 'net:connect@*.example.com:443'],
      ['net:connect@nas.lan:11111#private', 'net:connect@nas.lan:11111#private'],
      ['net:connect@127.0.0.1:11111', 'net:connect@127.0.0.1:11111'],
      ['net:connect@127.0.0.1:11111#private', 'net:connect@127.0.0.1:11111'],
      ['net:connect@[::1]:11111', 'net:connect@[::1]:11111'],
      ['net:connect@localhost:8080', 'net:connect@localhost:8080'],
      ['net:connect@xn--bcher-kva.example', 'net:connect@xn--bcher-kva.example:443'],
    ])
    .run(({ assert }, [given, kept]) => {
      assert.equal(permissionId(read(given!)), kept)
      assert.deepEqual(read(kept!), read(given!))
    })

  test('is refused with what would be right: {0}')
    .with([
      ['', /does not exist/],
      ['net:conect@a.example.com', /did you mean net:connect/],
      ['orders:signal@main', /takes none/],
      ['timers@', /ends with "@"/],
      ['secrets', /secrets:NAME/],
      ['secrets:', /does not exist|name/],
      ['secrets:API', /small letter/],
      ['notify:log@x', /limit/],
      ['storage@0', /1 to 10240/],
      ['storage@99999', /1 to 10240/],
      ['storage@064', /1 to 10240/],
      ['storage@1e3', /1 to 10240/],
      ['storage@-1', /1 to 10240/],
      ['market-data:read@AAPL', /symbol or market/],
      ['market-data:read@US.*/2d', /timeframe/],
      ['market-data:read@XX.*', /symbol or market/],
      ['agent:llm', /provider/],
      ['account:read@Main Account', /account/],
      ['net:connect', /names no host/],
      ['net:connect@*', /host/],
      ['net:connect@*.com', /wildcard/],
      ['net:connect@*.co.uk', /wildcard/],
      ['net:connect@*.github.io', /wildcard/],
      ['net:connect@*.127.0.0.1:80', /wildcard|host/],
      ['net:connect@a.*.example.com', /host/],
      ['net:connect@*.*.example.com', /host/],
      ['net:connect@https://api.example.com', /host and port/],
      ['net:connect@api.example.com/path', /host and port/],
      ['net:connect@user@api.example.com', /host and port/],
      ['net:connect@api.example.com:0', /1 to 65535/],
      ['net:connect@api.example.com:99999', /1 to 65535/],
      ['net:connect@api.example.com:0443', /1 to 65535/],
      ['net:connect@api.example.com.', /dot at the end/],
      ['net:connect@api..example.com', /host/],
      ['net:connect@2130706433:80', /127\.0\.0\.1/],
      ['net:connect@0x7f.1:80', /127\.0\.0\.1/],
      ['net:connect@127.1:80', /127\.0\.0\.1/],
      ['net:connect@bücher.example', /xn--bcher-kva/],
      ['net:connect@１２７.0.0.1:80', /127\.0\.0\.1/],
      ['net:connect@169.254.169.254:80', /never allowed/],
      ['net:connect@0.0.0.0:80', /never allowed/],
      ['net:connect@224.0.0.1:80', /never allowed/],
      ['net:connect@[fe80::1]:80', /never allowed/],
      ['net:connect@[::]:80', /never allowed/],
      ['net:connect@[::ffff:7f00:1]:80', /never allowed/],
      ['net:connect@[64:ff9b::1]:80', /never allowed/],
      ['net:connect@intranet:80', /whole name/],
      ['net:connect@api.example.com#TRACE', /GET, HEAD/],
      ['net:connect@api.example.com#get', /GET, HEAD/],
      ['net:connect@api.example.com#GET,GET', /GET, HEAD/],
      ['net:connect@*.example.com#private', /each private host/],
      ['net:connect@a.example.com#GET#POST', /more than one/],
      ['__proto__', /does not exist/],
      ['constructor@1', /does not exist/],
      [`log${'x'.repeat(300)}`, /longer/],
    ] as [string, RegExp][])
    .run(({ assert }, [text, message]) => {
      const parsed = parsePermission(text)
      assert.isFalse(parsed.ok)
      if (!parsed.ok) assert.match(parsed.failure, message)
    })

  test('says in plain words what it allows: {0}')
    .with([
      ['net:connect@api.example.com', 'may connect to api.example.com on port 443'],
      [
        'net:connect@*.example.com#GET',
        'may connect to ANY host directly below example.com on port 443 (only GET)',
      ],
      [
        'net:connect@nas.lan:81#private',
        'may connect to nas.lan on port 81, also on this machine or a private network',
      ],
      ['net:connect@127.0.0.1:80', 'may connect to 127.0.0.1 on port 80, ON THIS MACHINE'],
      ['net:connect@172.20.0.1:80', 'may connect to 172.20.0.1 on port 80, IN A PRIVATE NETWORK'],
      ['net:connect@172.32.0.1:80', 'may connect to 172.32.0.1 on port 80'],
      ['market-data:read@US.*/1d', 'may see bars of 1d of every symbol of the market US'],
      ['storage', 'may keep up to 64 KB of its own texts'],
      ['orders:place@main', 'may place orders at a broker in the name of account main'],
      ['log', 'may write into its log'],
    ])
    .run(({ assert }, [text, words]) => assert.equal(plainWords(read(text!)), words))

  test('every capability has an example that can be read, and words', ({ assert }) => {
    for (const name of CAPABILITY_NAMES) {
      assert.equal(read(CAPABILITIES[name].example).name, name)
      assert.match(plainWords(read(CAPABILITIES[name].example)), /^may /)
    }
  })
})

test.group('what a kind may ask for', () => {
  test('a strategy reaches nothing outside', ({ assert }) => {
    for (const kind of ['strategy', 'risk-rule'] as const) {
      const wanted = [
        'net:connect@a.example.com',
        'secrets:key',
        'storage',
        'timers',
        'notify:log',
        'agent:llm@main',
        'orders:place',
      ]
      const faults = permissionFaults(
        kind,
        wanted.map((id) => ({ id }))
      )
      assert.deepEqual(
        faults.map(({ index }) => index),
        [0, 1, 2, 3, 4, 5, 6]
      )
      assert.deepEqual(permissionFaults(kind, [{ id: 'market-data:read' }, { id: 'log' }]), [])
    }
  })

  test('only a broker places orders, only a strategy signals', ({ assert }) => {
    assert.deepEqual(permissionFaults('broker', [{ id: 'orders:place' }]), [])
    assert.lengthOf(permissionFaults('agent', [{ id: 'orders:place' }, { id: 'orders:signal' }]), 2)
    assert.deepEqual(permissionFaults('strategy', [{ id: 'orders:signal' }]), [])
  })

  test('ten places to connect to, not eleven', ({ assert }) => {
    const places = Array.from({ length: 11 }, (_, n) => ({ id: `net:connect@h${n}.example.com` }))
    assert.deepEqual(permissionFaults('agent', places.slice(0, 10)), [])
    assert.deepEqual(
      permissionFaults('agent', places).map(({ index }) => index),
      [10]
    )
  })
})
