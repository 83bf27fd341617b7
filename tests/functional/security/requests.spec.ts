import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { test } from '@japa/runner'
import { API_ROUTES } from '#start/routes/api_table'
import { becomeOwner, ApiCaller, type ApiAnswer } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { EventReader } from '#tests/support/event_source.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const CHANGING = API_ROUTES.filter(({ method }) => method !== 'GET')
const READING = API_ROUTES.filter(({ method }) => method === 'GET')
/** An address of the API with something in the place of each parameter. */
const filled = (path: string, word = 'paper') => path.replaceAll(/:\w+/g, word)

test.group('hostile requests', (group) => {
  const folder = new DataFolder()
  let address = ''
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    const server = await startServer({ ...folder.environment, AQ_FIRST_ACCOUNT: 'true' })
    address = server.address
    owner = await becomeOwner(server, { name: 'Olga', password: PASSWORD })
    for (const name of ['Tom', 'Tina', 'Theo']) {
      await owner.call('POST', '/users', { name, password: PASSWORD, role: 'trader' })
    }
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  const stranger = async () => {
    const caller = new ApiCaller(address)
    await caller.get('/session')
    return caller
  }
  const loggedIn = async (name: string) => {
    const caller = await stranger()
    const { status } = await caller.call('POST', '/session', { name, password: PASSWORD })
    if (status !== 200) throw new Error(`${name} was answered ${status}`)
    await caller.get('/session')
    return caller
  }
  const tokenOf = async (person: ApiCaller, abilities: string[], strategies: string[] | null) => {
    const wish = { name: 'bot', abilities, strategies, days: 1 }
    return String((await person.call('POST', '/tokens', wish)).body.text)
  }
  /** Sends a target and headers as they are; fetch would tidy them. */
  const raw = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; location: string }>((resolve, reject) => {
      const call = request(address, { path, headers }, (response) => {
        response.resume()
        resolve({ status: response.statusCode!, location: response.headers.location ?? '' })
      })
      call.once('error', reject)
      call.end()
    })
  const codeOf = ({ body }: ApiAnswer) => body.code

  test('after a login every request beside others is told a token that counts', async ({
    assert,
  }) => {
    const caller = await loggedIn('Tina')
    for (let round = 0; round < 5; round++) {
      await caller.call('POST', '/session/fresh', { password: PASSWORD })
      const answers = await Promise.all(Array.from({ length: 8 }, () => caller.get('/session')))
      for (const { headers } of answers) {
        const told = /XSRF-TOKEN=([^;]*)/.exec(headers.getSetCookie().join())![1]!
        const own = { 'x-xsrf-token': decodeURIComponent(told) }
        const sent = await caller.call('PATCH', '/me/preferences', {}, own)
        assert.notEqual(codeOf(sent), 'csrf')
      }
    }
  })

  test('no route that changes something does it for a cookie alone', async ({ assert }) => {
    const other = await loggedIn('Tom')
    const theirs = decodeURIComponent(other.cookies.get('XSRF-TOKEN')!)
    for (const { method, path } of CHANGING) {
      for (const forged of ['', 'guess', theirs]) {
        const sent = await owner.call(method, filled(path), {}, { 'x-xsrf-token': forged })
        assert.deepEqual([sent.status, codeOf(sent)], [403, 'csrf'], `${method} ${path} ${forged}`)
      }
      // What a form or a page of another site can send without asking first.
      const form = await fetch(`${address}/api/v1${filled(path)}`, {
        method,
        headers: { ...owner.credentials, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=Eve&password=let+me+in+please&role=owner',
      })
      assert.oneOf(form.status, [403, 415], `${method} ${path}`)
      // A header that stands for a program does not open the door for the cookie beside it.
      const mixed = await owner.call(method, filled(path), {}, { authorization: 'Bearer aq_x' })
      assert.isTrue(mixed.status >= 400, `${method} ${path}`)
      assert.notEqual(mixed.status, 500, `${method} ${path}`)
    }
    assert.equal((await owner.get('/session')).body.state, 'signed_in')
  })

  test('nobody sees or does anything without having logged in', async ({ assert }) => {
    const caller = await stranger()
    for (const { method, path, access } of API_ROUTES) {
      if (access === 'open') continue
      const { status, body } = await caller.call(method, filled(path), {})
      assert.deepEqual([status, body.code], [401, 'not_signed_in'], `${method} ${path}`)
    }
  })

  test('a session that the client made up is none, and a login ends what was before', async ({
    assert,
  }) => {
    const planted = new ApiCaller(address)
    planted.setCookie('aq_session', 's:eyJtZXNzYWdlIjoicGxhbnRlZCJ9.AAAA')
    await planted.get('/session')
    assert.notInclude(planted.cookies.get('aq_session'), 'AAAA')
    const before = planted.cookies.get('aq_session')!
    await planted.call('POST', '/session', { name: 'Tina', password: PASSWORD })
    const during = planted.cookies.get('aq_session')!
    assert.notEqual(during, before)
    await planted.get('/session')
    assert.equal((await planted.call('DELETE', '/session')).status, 204)
    for (const id of [before, during]) {
      const thief = new ApiCaller(address)
      thief.setCookie('aq_session', id)
      assert.equal((await thief.get('/session')).body.state, 'signed_out')
    }
  })

  test('guesses that are sent all at once are no more than those one after the other', async ({
    assert,
  }) => {
    const callers = await Promise.all(Array.from({ length: 24 }, stranger))
    const said = await Promise.all(
      callers.map((one, n) => one.call('POST', '/session', { name: 'Tom', password: `no ${n}` }))
    )
    const looked = said.filter((one) => codeOf(one) === 'login_refused').length
    assert.isAtMost(looked, 5)
    assert.equal(said.filter((one) => codeOf(one) === 'too_many').length, 24 - looked)
  })

  test('an open session does not find out its password, by whatever asks for it', async ({
    assert,
  }) => {
    const theo = await loggedIn('Theo')
    const newPassword = 'another long password'
    for (let n = 0; n < 5; n++) {
      const sent = { password: `guess ${n}`, newPassword }
      const tried =
        n % 2 === 0
          ? await theo.call('POST', '/session/fresh', { password: `guess ${n}` })
          : await theo.call('PUT', '/me/password', sent)
      assert.equal(codeOf(tried), 'login_refused')
    }
    const fresh = await theo.call('POST', '/session/fresh', { password: PASSWORD })
    assert.equal(codeOf(fresh), 'too_many')
    const change = await theo.call('PUT', '/me/password', { password: PASSWORD, newPassword })
    assert.equal(codeOf(change), 'too_many')
    assert.equal(change.body.retryAfterS, Number(change.headers.get('retry-after')))
  })

  test('a token does what it may, whoever’s cookie comes with it, and no longer than its user', async ({
    assert,
  }) => {
    const reads = await tokenOf(owner, ['orders:read'], null)
    const program = new ApiCaller(address, reads)
    const { cookie } = owner.credentials
    const asked = await program.call('GET', '/users', undefined, { cookie: cookie! })
    assert.equal(asked.status, 403)

    const manual = await owner.call('POST', '/users', {
      name: 'Ted',
      password: PASSWORD,
      role: 'trader',
    })
    const { id } = manual.body.user as { id: string }
    const ted = await loggedIn('Ted')
    const trades = new ApiCaller(address, await tokenOf(ted, ['orders:write'], ['momentum']))
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '1' }
    const key = { 'idempotency-key': 'one' }
    const byHand = await trades.call('POST', '/accounts/paper/orders', order, key)
    assert.match(String(byHand.body.detail), /bound to momentum/)
    assert.equal((await owner.call('PATCH', `/users/${id}`, { role: 'viewer' })).status, 200)
    const after = await trades.call('POST', '/accounts/paper/orders', order, key)
    assert.oneOf(after.status, [401, 403])
    assert.notMatch(String(after.body.detail), /bound to/)
  })

  test('what belongs to somebody else is not there: sessions, streams, accounts', async ({
    assert,
  }) => {
    const [ursel] = [
      await owner.call('POST', '/users', { name: 'Ursel', password: PASSWORD, role: 'trader' }),
    ]
    assert.equal(ursel.status, 201)
    const eve = await loggedIn('Ursel')
    const { sessions } = (await owner.get('/me/sessions')).body as { sessions: { id: string }[] }
    for (const { id } of sessions) {
      assert.equal((await eve.call('DELETE', `/me/sessions/${id}`)).status, 404)
    }
    assert.equal((await owner.get('/session')).body.state, 'signed_in')

    const mine = await EventReader.open(owner)
    const wish = { uid: mine.uid, channels: [{ name: 'settings' }] }
    for (const caller of [
      eve,
      new ApiCaller(address, await tokenOf(owner, ['orders:read'], null)),
    ]) {
      const heard = await caller.call('POST', '/stream/subscribe', {
        ...wish,
        channels: [{ name: 'accounts/paper/orders' }],
      })
      assert.equal(heard.status, 404)
    }
    assert.equal((await (await stranger()).call('POST', '/stream/subscribe', wish)).status, 401)
    mine.close()

    const opened = await ace(['account:create', 'second', '--cash', '1000'], folder.environment)
    assert.equal(opened.code, 0, opened.stderr + opened.stdout)
    const key = { 'idempotency-key': 'a' }
    const wanted = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1' }
    const made = await owner.call('POST', '/accounts/paper/orders', wanted, key)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const orders = (await owner.get('/accounts/paper/orders')).body.items as { id: string }[]
    const { id } = orders[0]!
    assert.equal((await owner.get(`/accounts/paper/orders/${id}`)).status, 200)
    assert.equal((await owner.get(`/accounts/second/orders/${id}`)).status, 404)
    const cancel = await owner.call('DELETE', `/accounts/second/orders/${id}`, {}, key)
    assert.isAtLeast(cancel.status, 400)
    // The same key of another person is another command.
    const again = await eve.call('POST', '/accounts/paper/orders', wanted, key)
    assert.notEqual(again.body.command, made.body.command)
  })

  test('every kind of answer forbids what a browser could be talked into', async ({ assert }) => {
    const paths = ['/', '/orders', '/_nuxt/none.js', '/api', '/api/openapi.json', '/api/v1/session']
    const more = ['/api/v1/users', '/api/v1/nothing', '/overview', '/runs/x/report', '/x.html']
    for (const path of [...paths, ...more]) {
      const { headers } = await fetch(`${address}${path}`, { redirect: 'manual' })
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /^default-src 'none';/, path)
      assert.match(policy, /frame-ancestors 'none'/, path)
      assert.match(policy, /base-uri 'none'/, path)
      assert.notMatch(policy, /script-src[^;]*unsafe/, path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
      assert.equal(headers.get('x-frame-options'), 'DENY', path)
      assert.equal(headers.get('referrer-policy'), 'no-referrer', path)
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path)
      assert.isNull(headers.get('access-control-allow-origin'), path)
      assert.isNull(headers.get('x-powered-by'), path)
    }
    const cookies = (await fetch(`${address}/api/v1/session`)).headers.getSetCookie()
    const session = cookies.find((one) => one.startsWith('aq_session='))
    assert.match(session ?? '', /HttpOnly; SameSite=Strict/)
    const asked = await fetch(`${address}/api/v1/users`, {
      method: 'OPTIONS',
      headers: { 'origin': 'http://evil.example', 'access-control-request-method': 'POST' },
    })
    assert.isNull(asked.headers.get('access-control-allow-origin'))
  })

  test('no answer of the API is kept by anything on the way', async ({ assert }) => {
    for (const { path } of READING) {
      if (path === '/stream/events') continue
      const { headers } = await owner.get(filled(path))
      assert.include(headers.get('cache-control') ?? '', 'no-store', path)
    }
  })

  test('an id is a name and no path: {$self}')
    .with([
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e%2f%2e%2e%2fpackage.json',
      '__proto__',
      '%2fetc',
      '%00',
      "a' or 1=1",
      '%ff',
    ])
    .run(async ({ assert }, word) => {
      for (const { path } of READING.filter((one) => one.path.includes(':'))) {
        const { status } = await owner.get(filled(path, word))
        assert.isTrue(status >= 400 && status < 500, `${path}: ${status}`)
      }
    })

  test('only this machine’s names are answered, and nobody is sent elsewhere', async ({
    assert,
  }) => {
    for (const host of ['evil.example', 'localhost.evil.example', 'evil@localhost', '127.0.0.1.']) {
      const { status } = await raw('/', { host })
      assert.isTrue(status === 400 || status === 421, `${host}: ${status}`)
    }
    const forwarded = await raw('/overview', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    })
    assert.equal(forwarded.location, '/')
    const targets = [
      '//evil.example/',
      '/%2f%2fevil.example',
      '/\\evil.example',
      '/overview?to=//evil.example',
      '//evil.example/overview',
      'http://evil.example/overview',
    ]
    for (const path of targets) {
      const { location } = await raw(path)
      assert.oneOf(location, ['', '/'], path)
    }
  })

  test('too much is refused before it is taken in: {0}')
    .with([
      ['a large body', JSON.stringify({ name: 'x'.repeat(2_000_000) }), {}],
      ['a deep list', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, {}],
      ['a deep object', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`, {}],
      ['a prototype', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}', {}],
      ['a bomb', gzipSync(`{"name":"${'0'.repeat(50_000_000)}"}`), { 'content-encoding': 'gzip' }],
      ['what is no gzip', '{"name":"x"}', { 'content-encoding': 'gzip' }],
      ['an unknown packing', '{"name":"x"}', { 'content-encoding': 'zstd' }],
      ['another alphabet', '{"name":"x"}', { 'content-type': 'application/json; charset=utf-7' }],
      [
        'a thousand fields',
        JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, n]))),
        {},
      ],
    ] as [string, string | Buffer<ArrayBuffer>, Record<string, string>][])
    .run(async ({ assert }, [what, body, headers]) => {
      const xsrf = decodeURIComponent(owner.cookies.get('XSRF-TOKEN')!)
      for (const path of ['/session', '/users', '/accounts/paper/orders']) {
        const answer = await fetch(`${address}/api/v1${path}`, {
          method: 'POST',
          headers: {
            ...owner.credentials,
            'x-xsrf-token': xsrf,
            'content-type': 'application/json',
            'idempotency-key': 'k',
            ...headers,
          },
          body,
        }).catch((error: unknown) => error as Error)
        // A body of which no more is read may end with the connection.
        if (answer instanceof Error) continue
        assert.isTrue([400, 413, 415, 422].includes(answer.status), `${path}: ${answer.status}`)
        assert.equal(answer.headers.get('content-type'), 'application/problem+json', what)
      }
      assert.equal((await owner.get('/session')).body.state, 'signed_in')
    })

  test('only JSON is taken, even with the token against forged requests: {$self}')
    .with(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])
    .run(async ({ assert }, type) => {
      const xsrf = decodeURIComponent(owner.cookies.get('XSRF-TOKEN')!)
      const answer = await fetch(`${address}/api/v1/users`, {
        method: 'POST',
        headers: { ...owner.credentials, 'x-xsrf-token': xsrf, 'content-type': type },
        body: 'name=Eve&password=let+me+in+please&role=owner',
      })
      const { code } = (await answer.json()) as { code: string }
      assert.deepEqual([answer.status, code], [415, 'not_json'])
    })

  test('heads that are too long or speak with two tongues are refused', async ({ assert }) => {
    const long = 'x'.repeat(20_000)
    const heads = [
      `GET /${long} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${long}\r\n\r\n`,
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
      'GET / HTTP/1.1\r\nHost: localhost\r\nX-Split: a\r\n b\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
    ]
    for (const head of heads) {
      const said = await spoken(address, head)
      assert.match(said, /^HTTP\/1\.1 4\d\d /, head.slice(0, 120))
    }
  })
})

/** What a server says to bytes, until it hangs up or was silent for two seconds. */
function spoken(address: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    let said = ''
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', (chunk) => (said += String(chunk)))
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
    socket.write(bytes)
  })
}
