import { test } from '@japa/runner'
import { abilitiesForTokens, roleMay, tokenMay, type Ability } from '#engine/identity/abilities.js'
import { codeAt } from '#engine/identity/totp.js'
import type { Role } from '#ports/identity.js'
import { API_ROUTES } from '#start/routes/api_table'
import { ApiCaller, enter, type ApiAnswer } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const NAMES: Readonly<Record<Role, string>> = { owner: 'Olga', trader: 'Tom', viewer: 'Vera' }

test.group('people and programs at the API', (group) => {
  const folder = new DataFolder()
  let address = ''
  let code = ''
  group.tap((one) => one.timeout(90_000))
  group.setup(async () => {
    const server = await startServer(folder.environment)
    address = server.address
    code = server.setupCode
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
  const loggedIn = (role: Role) =>
    enter(address, '/session', { name: NAMES[role], password: PASSWORD })
  const codeOf = (answer: ApiAnswer) => answer.body.code

  test('before there is an owner only the setup answers, and only with the code of the console', async ({
    assert,
  }) => {
    const caller = await stranger()
    assert.equal((await caller.get('/session')).body.state, 'setup_needed')
    for (const { method, path, access } of API_ROUTES) {
      if (access === 'open') continue
      const answer = await caller.call(method, path.replace(':id', 'x'), {})
      assert.equal(codeOf(answer), 'setup_needed', `${method} ${path}`)
    }
    const owner = { name: NAMES.owner, password: PASSWORD }
    const wrong = await caller.call('POST', '/setup', { setupCode: '1234', ...owner })
    assert.equal(wrong.status, 422)
    const weak = { setupCode: code, name: NAMES.owner, password: 'olga olga olga' }
    assert.match(
      String((await caller.call('POST', '/setup', weak)).body.detail),
      /contain the name/
    )
    const made = await caller.call('POST', '/setup', { setupCode: code, ...owner })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.equal((await caller.get('/session')).body.state, 'signed_in')
    const again = await (await stranger()).call('POST', '/setup', { setupCode: code, ...owner })
    assert.equal(again.status, 409)
    for (const role of ['trader', 'viewer'] as const) {
      const user = { name: NAMES[role], password: PASSWORD, role }
      assert.equal((await caller.call('POST', '/users', user)).status, 201)
    }
  })

  test('{$self} reaches what the role may, and nothing else')
    .with(['owner', 'trader', 'viewer'] as const)
    .run(async ({ assert }, role) => {
      const caller = await loggedIn(role)
      for (const { method, path, access } of API_ROUTES) {
        if (typeof access === 'string') continue
        const answer = await caller.call(method, path.replace(':id', 'nobody'), {})
        const isLetIn = answer.status !== 403
        assert.equal(isLetIn, roleMay(role, access.ability), `${role} ${method} ${path}`)
      }
    })

  test('a token with every ability of {$self} reaches what programs may, and nothing else')
    .with(['owner', 'trader', 'viewer'] as const)
    .run(async ({ assert }, role) => {
      const abilities = abilitiesForTokens(role)
      const wish = { name: `all of ${role}`, abilities, strategies: null, days: 1 }
      const person = await loggedIn(role)
      const made = await person.call('POST', '/tokens', wish)
      if (!roleMay(role, 'tokens:write')) return assert.equal(made.status, 403)
      const program = new ApiCaller(address, String(made.body.text))
      for (const { method, path, access } of API_ROUTES) {
        if (access === 'open') continue
        const answer = await program.call(method, path.replace(':id', 'nobody'), {})
        const isOfAnyone = access === 'caller'
        const may =
          isOfAnyone || (typeof access !== 'string' && tokenMay(role, abilities, access.ability))
        assert.equal(answer.status !== 403, may, `${role} ${method} ${path}`)
      }
    })

  test('a token with one ability has that one alone: {$self}')
    .with(['orders:read', 'audit:read', 'engine:halt'] as const)
    .run(async ({ assert }, ability) => {
      const owner = await loggedIn('owner')
      const wish = { name: 'one', abilities: [ability], strategies: null, days: 1 }
      const made = await owner.call('POST', '/tokens', wish)
      const program = new ApiCaller(address, String(made.body.text))
      for (const { method, path, access } of API_ROUTES) {
        if (typeof access === 'string') continue
        const answer = await program.call(method, path.replace(':id', 'nobody'), {})
        const may = access.ability === (ability as Ability)
        assert.equal(answer.status !== 403, may, `${method} ${path}`)
      }
      const id = (made.body.token as { id: string }).id
      assert.equal((await owner.call('DELETE', `/tokens/${id}`)).status, 200)
      assert.equal((await program.get('/audit')).status, 401)
    })

  test('a token that reaches for people, keys or plugins is refused, and that is written down', async ({
    assert,
  }) => {
    const owner = await loggedIn('owner')
    const abilities = abilitiesForTokens('owner')
    const wish = { name: 'curious', abilities, strategies: null, days: 1 }
    const made = await owner.call('POST', '/tokens', wish)
    const { id } = made.body.token as { id: string }
    const program = new ApiCaller(address, String(made.body.text))
    const user = { name: 'Eve', password: PASSWORD, role: 'owner' }
    assert.equal((await program.call('POST', '/users', user)).status, 403)
    assert.equal((await program.call('POST', '/tokens', wish)).status, 403)
    const { entries } = (await owner.get('/audit?limit=50')).body as {
      entries: { actor: string; action: string; subject: string }[]
    }
    const refused = entries.filter((one) => one.actor === `token:${id}`)
    assert.sameMembers(
      refused.map((one) => `${one.action} ${one.subject}`),
      ['access.refused ability:users:write', 'access.refused ability:tokens:write']
    )
  })

  test('a token cannot be given what its user lacks or what is for people alone', async ({
    assert,
  }) => {
    const trader = await loggedIn('trader')
    for (const ability of ['users:write', 'plugins:write', 'audit:read', 'nonsense']) {
      const wish = { name: 'more', abilities: [ability], strategies: null, days: 1 }
      assert.equal((await trader.call('POST', '/tokens', wish)).status, 409, ability)
    }
  })

  test('a token of somebody else is not there', async ({ assert }) => {
    const owner = await loggedIn('owner')
    const wish = { name: 'mine', abilities: ['orders:read'], strategies: null, days: 1 }
    const made = await owner.call('POST', '/tokens', wish)
    const { id } = made.body.token as { id: string }
    const trader = await loggedIn('trader')
    assert.equal((await trader.call('DELETE', `/tokens/${id}`)).status, 404)
    const listed = (await trader.get('/tokens')).body.tokens as { id: string }[]
    assert.notInclude(
      listed.map((one) => one.id),
      id
    )
  })

  test('a rotated token has another text and all else; nobody rotates that of another', async ({
    assert,
  }) => {
    const trader = await loggedIn('trader')
    const abilities = ['orders:read', 'health:read']
    const wish = { name: 'report', abilities, strategies: ['momentum'], days: 7 }
    const made = await trader.call('POST', '/tokens', wish)
    const { id } = made.body.token as { id: string }
    const strange = await (await loggedIn('owner')).call('POST', `/tokens/${id}/rotate`)
    assert.equal(strange.status, 404)
    const rotated = await trader.call('POST', `/tokens/${id}/rotate`)
    assert.equal(rotated.status, 201, JSON.stringify(rotated.body))
    const token = rotated.body.token as Record<string, unknown>
    assert.containsSubset(token, { name: 'report', strategies: ['momentum'], revokedAt: null })
    assert.deepEqual(token.abilities, [...abilities].sort())
    assert.notEqual(rotated.body.text, made.body.text)
    assert.equal((await new ApiCaller(address, String(made.body.text)).get('/health')).status, 401)
    assert.equal(
      (await new ApiCaller(address, String(rotated.body.text)).get('/health')).status,
      200
    )
    assert.equal((await trader.call('POST', `/tokens/${id}/rotate`)).status, 409)
  })

  test('a token that is bound to addresses is worth nothing elsewhere, and that is written down', async ({
    assert,
  }) => {
    const owner = await loggedIn('owner')
    const wish = { name: 'here', abilities: ['health:read'], strategies: null, days: 1 }
    const textFrom = async (addresses: string[]) =>
      (await owner.call('POST', '/tokens', { ...wish, addresses })).body
    const [here, there] = [await textFrom(['127.0.0.0/8']), await textFrom(['10.9.8.7'])]
    assert.equal((await new ApiCaller(address, String(here.text)).get('/health')).status, 200)
    assert.equal((await new ApiCaller(address, String(there.text)).get('/health')).status, 401)
    const { id } = there.token as { id: string }
    const { entries } = (await owner.get('/audit?action=token.refused')).body as {
      entries: { subject: string }[]
    }
    assert.equal(entries[0]?.subject, `token:${id}`)
    const odd = await owner.call('POST', '/tokens', { ...wish, addresses: ['my desk'] })
    assert.match(String(odd.body.detail), /"my desk" is no address/)
  })

  test('what an ability opens is told: calls and channels, none for people alone', async ({
    assert,
  }) => {
    const trader = await loggedIn('trader')
    const { calls, channels } = (await trader.get('/tokens/reach')).body as {
      calls: { ability: string; method: string; path: string }[]
      channels: { ability: string; name: string }[]
    }
    const possible: readonly string[] = abilitiesForTokens('trader')
    assert.isTrue([...calls, ...channels].every(({ ability }) => possible.includes(ability)))
    assert.isTrue(calls.some(({ path }) => path.endsWith('/flatten')))
    assert.isTrue(channels.some(({ name }) => name === 'quotes'))
  })

  test('what a person prefers is theirs alone, in every browser, and bounded', async ({
    assert,
  }) => {
    const [one, other] = [await loggedIn('viewer'), await loggedIn('viewer')]
    const first = await one.get('/me/preferences')
    assert.deepEqual(first.body, { density: 'normal', tables: {} })
    const look = { shown: { cost: false }, order: ['symbol', 'price'], widths: { symbol: 120 } }
    const set = await one.call('PATCH', '/me/preferences', { tables: { held: look } })
    assert.equal(set.status, 200, JSON.stringify(set.body))
    await other.call('PATCH', '/me/preferences', { density: 'compact', tables: { orders: look } })
    const both = { density: 'compact', tables: { held: look, orders: look } }
    const seen = await one.get('/me/preferences')
    assert.deepEqual(seen.body, both)
    const tag = seen.headers.get('etag')!
    assert.notEqual(tag, first.headers.get('etag'))
    const again = await one.call('GET', '/me/preferences', undefined, { 'if-none-match': tag })
    assert.equal(again.status, 304)
    const somebody = await loggedIn('trader')
    assert.deepEqual((await somebody.get('/me/preferences')).body.tables, {})
    const back = await one.call('PATCH', '/me/preferences', { tables: { held: null } })
    assert.deepEqual(Object.keys(back.body.tables as object), ['orders'])
    const odd = [
      { density: 'tiny' },
      { tables: { 'a b': look } },
      { tables: { held: { ...look, widths: { symbol: 9_999 } } } },
      { tables: { held: { ...look, shown: { '<img>': true } } } },
      { tables: { held: { ...look, order: Array(41).fill('a') } } },
    ]
    for (const body of odd) {
      const answer = await one.call('PATCH', '/me/preferences', body)
      assert.equal(answer.status, 422, JSON.stringify(body))
    }
    const order = Array.from({ length: 40 }, (_, n) => `column_${n}_${'x'.repeat(25)}`)
    const heavy = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`table${n}`, { ...look, order }])
    )
    const full = await one.call('PATCH', '/me/preferences', { tables: heavy })
    assert.equal(codeOf(full), 'too_much')
    assert.deepEqual((await one.get('/me/preferences')).body, back.body)
  })

  test('a new password ends every other session', async ({ assert }) => {
    const [one, other] = [await loggedIn('viewer'), await loggedIn('viewer')]
    const change = { password: PASSWORD, newPassword: `${PASSWORD} staple` }
    assert.equal((await one.call('PUT', '/me/password', change)).status, 200)
    assert.equal((await other.get('/session')).body.state, 'signed_out')
    assert.equal((await one.get('/session')).body.state, 'signed_in')
    const back = { password: `${PASSWORD} staple`, newPassword: PASSWORD }
    assert.equal((await one.call('PUT', '/me/password', back)).status, 200)
  })

  test('a user who is locked is out at once, tokens included; the last owner cannot be', async ({
    assert,
  }) => {
    const owner = await loggedIn('owner')
    const trader = await loggedIn('trader')
    const wish = { name: 'bot', abilities: ['orders:read'], strategies: null, days: 1 }
    const token = String((await trader.call('POST', '/tokens', wish)).body.text)
    const users = (await owner.get('/users')).body.users as { id: string; name: string }[]
    const idOf = (role: Role) => users.find(({ name }) => name === NAMES[role])!.id
    const lock = await owner.call('PATCH', `/users/${idOf('trader')}`, { isEnabled: false })
    assert.equal(lock.status, 200)
    assert.equal((await trader.get('/session')).body.state, 'signed_out')
    assert.equal((await new ApiCaller(address, token).get('/audit')).status, 401)
    const last = await owner.call('PATCH', `/users/${idOf('owner')}`, { role: 'viewer' })
    assert.match(String(last.body.detail), /last owner/)
    await owner.call('PATCH', `/users/${idOf('trader')}`, { isEnabled: true })
  })

  test('a second factor is asked for, and a code counts once', async ({ assert }) => {
    const viewer = await loggedIn('viewer')
    const proposed = await viewer.call('POST', '/me/totp')
    assert.equal(proposed.status, 200, JSON.stringify(proposed.body))
    const { secret } = proposed.body as { secret: string }
    const confirming = codeAt(secret, Math.floor(Date.now() / 30_000))
    assert.equal((await viewer.call('PUT', '/me/totp', { code: confirming })).status, 200)
    const caller = await stranger()
    const attempt = { name: NAMES.viewer, password: PASSWORD }
    const without = await caller.call('POST', '/session', attempt)
    assert.equal(codeOf(without), 'code_needed')
    // The code that confirmed is used up; the next one counts already, for clocks that are fast.
    const used = await caller.call('POST', '/session', { ...attempt, code: confirming })
    assert.equal(codeOf(used), 'code_wrong')
    const given = codeAt(secret, Math.floor(Date.now() / 30_000) + 1)
    assert.equal((await caller.call('POST', '/session', { ...attempt, code: given })).status, 200)
    await caller.get('/session')
    const replayed = await (await stranger()).call('POST', '/session', { ...attempt, code: given })
    assert.equal(codeOf(replayed), 'code_wrong')
    assert.equal((await caller.call('DELETE', '/me/totp')).status, 200)
  })

  test('the audit log is read in pages, and by who, what and when', async ({ assert }) => {
    const owner = await loggedIn('owner')
    type Entry = { sequence: number; actor: string; action: string; at: string }
    const read = async (query: string) => {
      const { body, status } = await owner.get(`/audit?${query}`)
      assert.equal(status, 200, JSON.stringify(body))
      return body as { entries: Entry[]; next: string | null }
    }
    const whole = (await read('limit=9')).entries
    const first = await read('limit=4')
    const second = await read(`limit=4&after=${first.next}`)
    assert.deepEqual([...first.entries, ...second.entries], whole.slice(0, 8))
    const last = await read('after=2')
    assert.deepEqual(
      last.entries.map(({ sequence }) => sequence),
      [1]
    )
    assert.isNull(last.next)

    const made = (await read('action=user.added')).entries
    assert.isTrue(made.length >= 3 && made.every(({ action }) => action === 'user.added'))
    const ofUsers = (await read('action=user&limit=500')).entries
    assert.isTrue(ofUsers.every(({ action }) => action.startsWith('user.')))
    assert.isAbove(ofUsers.length, made.length)
    assert.isEmpty((await read('action=use')).entries)
    const { actor } = whole.find((one) => one.actor.startsWith('user:'))!
    assert.isTrue((await read(`actor=${actor}`)).entries.every((one) => one.actor === actor))
    const { at } = made[0]!
    const since = (await read(`since=${at}&action=user&limit=500`)).entries
    assert.isTrue(since.some((one) => one.at === at) && since.every((one) => one.at >= at))
    assert.isTrue((await read(`until=${at}`)).entries.every((one) => one.at < at))
    const sheet = await owner.get('/audit.csv?action=user.added')
    assert.equal(sheet.headers.get('content-type'), 'text/csv; charset=utf-8')
    const [head, ...lines] = String(sheet.body.text).trimEnd().split('\r\n')
    assert.equal(head, 'row,at_utc,actor,action,subject,detail,previous_hash,hash')
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(0, 2)),
      made.map((one) => [String(one.sequence), one.at])
    )
    for (const query of ['since=yesterday', 'after=0', 'since=2026-13-45', 'limit=501']) {
      assert.equal((await owner.get(`/audit?${query}`)).status, 422, query)
    }
  })

  test('guessing is stopped, for every name alike', async ({ assert }) => {
    const caller = await stranger()
    for (const name of ['Tom', 'nobody at all']) {
      const codes: unknown[] = []
      for (let n = 0; n < 7; n++) {
        codes.push(codeOf(await caller.call('POST', '/session', { name, password: `guess ${n}` })))
      }
      assert.deepEqual(codes.slice(0, 5), Array(5).fill('login_refused'), name)
      assert.equal(codes[6], 'too_many', name)
    }
    const right = await caller.call('POST', '/session', { name: 'Tom', password: PASSWORD })
    assert.equal(right.status, 429)
    assert.isAbove(Number(right.headers.get('retry-after')), 0)
    assert.equal(right.body.retryAfterS, Number(right.headers.get('retry-after')))
  })

  test('what cannot be read is a problem document: {$self}')
    .with(['{', '[]', '"text"', '{"name":1}', `{"name":"${'x'.repeat(70)}","password":"y"}`])
    .run(async ({ assert }, body) => {
      const caller = await stranger()
      const response = await fetch(`${address}/api/v1/session`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'cookie': [...caller.cookies].map((one) => one.join('=')).join('; '),
          'x-xsrf-token': decodeURIComponent(caller.cookies.get('XSRF-TOKEN')!),
        },
        body,
      })
      assert.oneOf(response.status, [400, 422])
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      const problem = (await response.json()) as Record<string, unknown>
      assert.isString(problem.requestId)
      assert.isString(problem.detail)
    })
})
