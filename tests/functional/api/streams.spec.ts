import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { abilitiesForTokens, roleMay, tokenMay } from '#engine/identity/abilities.js'
import { CHANNELS } from '#engine/streams/channels.js'
import type { Role } from '#ports/identity.js'
import { ApiCaller, becomeOwner, enter, programOf } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { EventReader, type Subscribed, type Told } from '#tests/support/event_source.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const NAMES: Readonly<Record<Role, string>> = { owner: 'Olga', trader: 'Tom', viewer: 'Vera' }
const ROLES: Role[] = ['owner', 'trader', 'viewer']
const nameOf = (form: string) => form.replace(':account', 'paper').replace(':run', 'run-1')

test.group('streams', (group) => {
  const folder = new DataFolder()
  const environment = { ...folder.environment, AQ_FIRST_ACCOUNT: 'true', AQ_REPLAY_BAR_MS: '400' }
  const readers: EventReader[] = []
  let server: Awaited<ReturnType<typeof startServer>>
  let owner: ApiCaller
  let keys = 0
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    server = await startServer(environment)
    owner = await becomeOwner(server, { name: NAMES.owner, password: PASSWORD })
    for (const role of ['trader', 'viewer'] as const) {
      await owner.call('POST', '/users', { name: NAMES[role], password: PASSWORD, role })
    }
    while ((await owner.get('/engine')).body.tradedBy === null) await sleep(100)
    return async () => {
      server.child.kill('SIGTERM')
      await server.ended
      folder.remove()
    }
  })
  group.each.teardown(() => {
    for (const reader of readers.splice(0)) reader.close()
  })

  const loggedIn = (role: Role) =>
    enter(server.address, '/session', { name: NAMES[role], password: PASSWORD })
  const idOf = async (role: Role) => {
    const { users } = (await owner.get('/users')).body as { users: { id: string; name: string }[] }
    return users.find(({ name }) => name === NAMES[role])!.id
  }
  const opened = async (caller: ApiCaller, uid?: string) => {
    const reader = await EventReader.open(caller, uid)
    readers.push(reader)
    return reader
  }
  const command = (method: string, path: string, body: object) =>
    owner.call(method, `/accounts/paper${path}`, body, { 'idempotency-key': `key-${++keys}` })
  const itemsOf = ({ payload }: Told) => (payload.items ?? []) as Record<string, unknown>[]
  const seqsOf = (told: readonly Told[]) => told.map(({ payload }) => payload.seq!)

  test('{$self} hears what the role may, and nothing else')
    .with(ROLES)
    .run(async ({ assert }, role) => {
      const caller = await loggedIn(role)
      const reader = await opened(caller)
      assert.equal(reader.status, 200)
      for (const { form, ability } of CHANNELS) {
        const answer = await reader.subscribe(nameOf(form))
        assert.equal(answer.status, roleMay(role, ability) ? 200 : 403, `${role} ${form}`)
        if (answer.status === 403) assert.include(String(answer.body.detail), ability)
      }
    })

  test('a token with every ability of {$self} hears what programs may')
    .with(['owner', 'trader'] as const)
    .run(async ({ assert }, role) => {
      const abilities = abilitiesForTokens(role)
      const { caller } = await programOf(await loggedIn(role), abilities)
      const reader = await opened(caller)
      for (const { form, ability } of CHANNELS) {
        const answer = await reader.subscribe(nameOf(form))
        const may = tokenMay(role, abilities, ability)
        assert.equal(answer.status, may ? 200 : 403, `${role} ${form}`)
      }
    })

  test('a token with one ability hears that alone: {$self}')
    .with(['orders:read', 'market-data:read', 'engine:halt'] as const)
    .run(async ({ assert }, given) => {
      const { caller } = await programOf(owner, [given])
      const reader = await opened(caller)
      for (const { form, ability } of CHANNELS) {
        const answer = await reader.subscribe(nameOf(form))
        assert.equal(answer.status, ability === (given as string) ? 200 : 403, form)
      }
    })

  test('of channels asked for together each is granted or refused for itself', async ({
    assert,
  }) => {
    const { caller, id } = await programOf(owner, ['orders:read', 'engine:read'])
    const reader = await opened(caller)
    const names = [
      'engine',
      'settings',
      'accounts/paper/orders',
      'accounts/other/orders',
      'nothing',
    ]
    const answer = await reader.ask(names.map((name) => ({ name })))
    assert.equal(answer.status, 200)
    const { epoch, places, refusals } = answer.body as unknown as Subscribed
    assert.deepEqual(
      places.map(({ channel, refetch }) => [channel, refetch]),
      [
        ['engine', true],
        ['accounts/paper/orders', true],
      ]
    )
    assert.deepEqual(
      refusals.map(({ channel, status, code }) => [channel, status, code]),
      [
        ['settings', 403, 'forbidden'],
        ['accounts/other/orders', 404, 'not_found'],
        ['nothing', 404, 'not_found'],
      ]
    )
    const { entries } = (await owner.get('/audit?action=access.refused&limit=1')).body
    assert.containsSubset(entries, [{ detail: { channel: 'settings' } }])
    // What was granted is told, what was refused is not; each is missed by its own number.
    await reader.until(({ channel }) => channel === 'engine')
    const far = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1' }
    await command('POST', '/orders', far)
    const order = await reader.until(({ channel }) => channel === 'accounts/paper/orders')
    const place = { name: 'accounts/paper/orders', epoch, seq: places[1]!.seq }
    const later = (await reader.ask([place, { name: 'engine', epoch: 'other', seq: 0 }])).body
    for (const { refetch } of (later as unknown as Subscribed).places) assert.isTrue(refetch)
    assert.isAbove(order.payload.seq!, place.seq)
    assert.isEmpty(reader.of('settings'))
    // With the token its rights end, to all channels at once.
    await owner.call('DELETE', `/tokens/${id}`)
    assert.isTrue(await reader.ended())
  })

  test('another role ends what was subscribed together, and grants its own alone', async ({
    assert,
  }) => {
    const tom = await loggedIn('trader')
    const using = await opened(tom)
    const id = await idOf('trader')
    const asked = await using.ask(CHANNELS.map(({ form }) => ({ name: nameOf(form) })))
    const { places, refusals } = asked.body as unknown as Subscribed
    assert.isAbove(places.length, 5)
    assert.equal(places.length + refusals.length, CHANNELS.length)
    await owner.call('PATCH', `/users/${id}`, { role: 'viewer' })
    assert.isTrue(await using.ended())
    const now = await loggedIn('trader')
    const again = await opened(now)
    const viewed = await again.ask(CHANNELS.map(({ form }) => ({ name: nameOf(form) })))
    for (const { channel } of (viewed.body as unknown as Subscribed).places) {
      const { ability } = CHANNELS.find(({ form }) => nameOf(form) === channel)!
      assert.isTrue(roleMay('viewer', ability), channel)
    }
    await owner.call('PATCH', `/users/${id}`, { role: 'trader' })
  })

  test('what is no channel is heard by nobody: {$self}')
    .with([
      'orders',
      'accounts/paper/',
      'accounts/other',
      'accounts/paper/secrets',
      'accounts//orders',
      'accounts/paper/orders/x',
      '*',
      '$$transmit/ping',
      'backtests/../users',
    ])
    .run(async ({ assert }, name) => {
      const reader = await opened(owner)
      assert.equal((await reader.subscribe(name)).status, 404)
    })

  test('nobody touches the stream of another login', async ({ assert }) => {
    const reader = await opened(owner)
    const other = await loggedIn('owner')
    const wish = { uid: reader.uid, channels: [{ name: 'engine' }] }
    const end = { uid: reader.uid, channels: ['engine'] }
    assert.equal((await other.call('POST', '/stream/subscribe', wish)).status, 404)
    assert.equal((await other.call('POST', '/stream/unsubscribe', end)).status, 404)
    assert.equal((await opened(other, reader.uid)).status, 429)
    assert.equal((await EventReader.open(new ApiCaller(server.address))).status, 401)
    const forged = { 'x-xsrf-token': 'guess' }
    assert.equal((await owner.call('POST', '/stream/subscribe', wish, forged)).status, 403)
    assert.equal((await opened(owner, 'short')).status, 422)
  })

  test('the head of a stream is never stored, and says when to doubt it', async ({ assert }) => {
    const reader = await opened(owner)
    assert.match(reader.headers.get('content-type')!, /text\/event-stream/)
    assert.match(reader.headers.get('cache-control')!, /no-store/)
    assert.isNotNull(reader.headers.get('content-security-policy'))
    const hello = await reader.until(({ channel }) => channel === '$$transmit/hello')
    assert.equal(hello.payload.pingMs, 5_000)
    assert.match(String(hello.payload.epoch), /^[0-9a-f]{16}$/)
    await reader.until(({ channel }) => channel === '$$transmit/ping', 8_000)
  })

  test('an order is told when it is durable, as the API shows it, without a gap', async ({
    assert,
  }) => {
    const reader = await opened(owner)
    const names = ['', '/orders', '/fills', '/positions'].map((one) => `accounts/paper${one}`)
    for (const name of names) assert.equal((await reader.subscribe(name)).status, 200)
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: '10' }
    const placed = await command('POST', '/orders', order)
    const [id] = placed.body.orders as string[]
    const isFilled = (told: Told) =>
      told.channel === 'accounts/paper/orders' &&
      itemsOf(told).some((one) => one.id === id && one.state === 'filled')
    const filled = itemsOf(await reader.until(isFilled)).find((one) => one.id === id)
    // What was told is what anybody reads at that moment.
    const shown = (await owner.get(`/accounts/paper/orders/${id}`)).body.order as object
    assert.containsSubset(shown, filled!)
    const states = reader
      .of('accounts/paper/orders')
      .flatMap((told) => itemsOf(told).map((one) => String(one.state)))
    assert.includeMembers(states, ['pending', 'filled'])
    const fill = await reader.until(({ channel }) => channel === 'accounts/paper/fills')
    assert.containsSubset(itemsOf(fill)[0], { order: id, symbol: 'US.AAPL', quantity: '10' })
    const position = await reader.until(({ channel }) => channel === 'accounts/paper/positions')
    assert.containsSubset(itemsOf(position)[0], { symbol: 'US.AAPL', quantity: '10' })
    const account = await reader.until(
      (told) => told.channel === 'accounts/paper' && itemsOf(told)[0]?.cash !== '100000.00'
    )
    const now = (await owner.get('/accounts/paper')).body.account as object
    assert.sameMembers(Object.keys(itemsOf(account)[0]!), Object.keys(now))
    for (const name of names) {
      const seqs = seqsOf(reader.of(name))
      assert.deepEqual(
        seqs,
        seqs.map((_, at) => seqs[0]! + at),
        name
      )
    }
  })

  test('quotes come newest first of each symbol, ten times a second at most', async ({
    assert,
  }) => {
    await command('POST', '/orders', { symbol: 'US.AAPL', side: 'buy', quantity: '1' })
    const reader = await opened(owner)
    await reader.subscribe('quotes')
    await reader.until((told) => itemsOf(told).some((one) => one.symbol === 'US.AAPL'))
    await sleep(2_000)
    const told = reader.of('quotes')
    assert.isBelow(told.length, 25)
    const seqs = seqsOf(told)
    assert.equal(seqs.at(-1)! - seqs[0]!, seqs.length - 1)
    for (const one of told) {
      const symbols = itemsOf(one).map(({ symbol }) => symbol)
      assert.equal(new Set(symbols).size, symbols.length)
    }
    const stopped = { uid: reader.uid, channels: ['quotes'] }
    assert.equal((await owner.call('POST', '/stream/unsubscribe', stopped)).status, 204)
    await sleep(200)
    const heard = reader.of('quotes').length
    await sleep(1_000)
    assert.equal(reader.of('quotes').length, heard)
  })

  test('what a command of another process did is told: strategies, alerts, limits', async ({
    assert,
  }) => {
    const reader = await opened(owner)
    for (const one of ['accounts/paper/strategies', 'alerts', 'engine', 'accounts/paper/risk']) {
      assert.equal((await reader.subscribe(one)).status, 200)
    }
    const engine = await reader.until(({ channel }) => channel === 'engine')
    assert.match(String((engine.payload.engine as { tradedBy: string }).tradedBy), /\d/)
    const made = await ace(
      ['strategy:create', 'momentum', '--symbols', 'US.AAPL', '--env', 'paper'],
      environment
    )
    assert.equal(made.code, 0, made.stderr)
    await reader.until(
      (told) =>
        told.channel === 'accounts/paper/strategies' &&
        itemsOf(told).some(({ name, state }) => name === 'momentum' && state === 'created')
    )
    const halted = await ace(['halt', '--reason', 'a look'], environment)
    assert.equal(halted.code, 0, halted.stderr)
    const isHalt = (told: Told, state: string) =>
      told.channel === 'alerts' &&
      itemsOf(told).some((one) => one.key === 'paper:mode' && one.state === state)
    await reader.until((told) => isHalt(told, 'open'))
    assert.equal((await command('POST', '/resume', {})).status, 200)
    await reader.until((told) => isHalt(told, 'resolved'))
    const bias = await command('PUT', '/risk/bias', { bias: 0.5, reason: 'calm' })
    assert.equal(bias.status, 200, JSON.stringify(bias.body))
    const risk = await reader.until(({ channel }) => channel === 'accounts/paper/risk')
    assert.isTrue(risk.payload.refetch)
  })

  test('health tells its parts as they are looked at; the audit log and people, that something changed', async ({
    assert,
  }) => {
    const reader = await opened(owner)
    for (const one of ['health', 'audit', 'users']) {
      assert.equal((await reader.subscribe(one)).status, 200)
    }
    const health = await reader.until(({ channel }) => channel === 'health')
    const shown = (await owner.get('/health/minutes')).body.parts as { key: string }[]
    const told = itemsOf(health).find(({ key }) => key === 'database')!
    assert.sameMembers(Object.keys(told), Object.keys(shown[0]!))
    const first = health.payload.seq!
    await reader.until(
      ({ channel, payload }) => channel === 'health' && payload.seq! > first,
      8_000
    )
    const last = (name: string) => reader.of(name).at(-1)?.payload.seq ?? 0
    const before = { audit: last('audit'), users: last('users') }
    await programOf(owner, ['orders:read'])
    for (const name of ['audit', 'users'] as const) {
      const more = await reader.until(
        ({ channel, payload }) => channel === name && payload.seq! > before[name]
      )
      assert.isTrue(more.payload.refetch)
      assert.isUndefined(more.payload.items)
    }
  })

  test('a plugin that comes or goes is told', async ({ assert }) => {
    const database = await folder.open()
    try {
      const reader = await opened(owner)
      assert.equal((await reader.subscribe('plugins')).status, 200)
      const told = async (count: number, statement: string) => {
        await database.withClient((client) => client.query(statement))
        await reader.until(({ channel, payload }) => channel === 'plugins' && payload.seq === count)
      }
      await told(
        1,
        `insert into plugins (id, kind, state, active_version, active_hash, source, installed_at, updated_at)
         values ('trend', 'strategy', 'installed', '1.0.0', 'aa', '{}', now(), now())`
      )
      await told(2, `update plugins set state = 'disabled' where id = 'trend'`)
      await told(3, `delete from plugins where id = 'trend'`)
      for (const { payload } of reader.of('plugins')) assert.isTrue(payload.refetch)
    } finally {
      await database.close()
    }
  })

  test('whoever comes back hears whether anything was missed', async ({ assert }) => {
    const first = await opened(owner)
    const channel = 'accounts/paper/orders'
    const { epoch, seq, refetch } = (await first.subscribe(channel)).body
    assert.isTrue(refetch)
    first.close()
    const second = await opened(owner, first.uid)
    assert.equal(second.status, 200)
    assert.isFalse((await second.subscribe(channel, { epoch, seq })).body.refetch)
    second.close()
    await command('POST', '/orders', { symbol: 'US.AAPL', side: 'buy', quantity: '1' })
    const third = await opened(owner)
    const after = await third.subscribe(channel, { epoch, seq })
    assert.isTrue(after.body.refetch)
    assert.isAbove(Number(after.body.seq), Number(seq))
    const ofOther = await third.subscribe(channel, { epoch: 'f'.repeat(16), seq: after.body.seq })
    assert.isTrue(ofOther.body.refetch)
  })

  test('a stream ends with its session, its token, its right', async ({ assert }) => {
    const viewer = await loggedIn('viewer')
    const [watching, leaving] = [await opened(viewer), await opened(await loggedIn('viewer'))]
    await leaving.subscribe('engine')
    const { caller, id } = await programOf(owner, ['orders:read'])
    const bot = await opened(caller)
    await bot.subscribe('accounts/paper/orders')
    await owner.call('DELETE', `/tokens/${id}`)
    assert.isTrue(await bot.ended())
    assert.match(String(bot.told.at(-1)?.payload.reason), /login has ended/)
    assert.equal((await viewer.call('DELETE', '/session')).status, 204)
    assert.isTrue(await watching.ended())
    assert.isFalse(leaving.isOver)
    await owner.call('PATCH', `/users/${await idOf('viewer')}`, { isEnabled: false })
    assert.isTrue(await leaving.ended())
  })

  test('the server stops within two seconds with streams open, and says so', async ({ assert }) => {
    const open = await Promise.all(Array.from({ length: 10 }, () => opened(owner)))
    await Promise.all(open.map((reader) => reader.subscribe('quotes')))
    const start = Date.now()
    server.child.kill('SIGTERM')
    await Promise.all(open.map((reader) => reader.ended()))
    assert.isBelow(Date.now() - start, 2_000)
    for (const reader of open) {
      assert.deepInclude(reader.told.at(-1), { channel: '$$transmit/bye' })
    }
    assert.equal((await server.ended).code, 0)
  })
})
