import { test } from '@japa/runner'
import { codeAt } from '#engine/identity/totp.js'
import { ApiCaller, type ApiAnswer } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const TRIES = 5

test.group('guesses', (group) => {
  const folder = new DataFolder()
  let server: Awaited<ReturnType<typeof startServer>>
  let owner: ApiCaller
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    server = await startServer(folder.environment)
    return async () => {
      await stop()
      folder.remove()
    }
  })

  const stop = async () => {
    process.kill(server.pid, 'SIGTERM')
    await server.ended
  }
  const shownCode = () => server.setupCode
  const stranger = async (from?: ApiCaller) => {
    const caller = new ApiCaller(server.address)
    const device = from?.cookies.get('aq_device')
    if (device !== undefined) caller.setCookie('aq_device', device)
    await caller.get('/session')
    return caller
  }
  const enter = (caller: ApiCaller, name: string, password = PASSWORD, code?: string) =>
    caller.call('POST', '/session', { name, password, ...(code === undefined ? {} : { code }) })
  const loggedIn = async (name: string) => {
    const caller = await stranger()
    const { status } = await enter(caller, name)
    if (status !== 200) throw new Error(`${name} was answered ${status}`)
    await caller.get('/session')
    return caller
  }
  const codeOf = ({ body }: ApiAnswer) => body.code
  const times = <T>(count: number, run: (n: number) => Promise<T>) =>
    Array.fromAsync({ length: count }, (_, n) => run(n))

  test('the setup code is not guessed: wrong ones are counted, also over a restart', async ({
    assert,
  }) => {
    const wish = { name: 'Olga', password: PASSWORD }
    const before = shownCode()
    const guess = async (setupCode = '0000-0000-0000-0000') =>
      (await stranger()).call('POST', '/setup', { ...wish, setupCode })
    const said = await times(TRIES, () => guess())
    assert.deepEqual(said.map(codeOf), Array(TRIES).fill('invalid'))
    const locked = await guess(before)
    assert.equal(codeOf(locked), 'too_many')
    assert.match(String(locked.body.detail), /try again in \d+ s/)
    assert.isAbove(Number(locked.headers.get('retry-after')), 200)

    await stop()
    server = await startServer(folder.environment)
    assert.notEqual(shownCode(), before)
    assert.equal(codeOf(await guess(shownCode())), 'too_many')
    await forget()
    assert.equal(codeOf(await guess(before)), 'invalid')
    const made = await guess(shownCode())
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.equal(codeOf(await guess(shownCode())), 'refused')
    owner = await loggedIn('Olga')
    for (const name of ['Tom', 'Tina', 'Tess', 'Zoë']) {
      const user = { name, password: PASSWORD, role: 'trader' }
      assert.equal((await owner.call('POST', '/users', user)).status, 201)
    }
  })

  /** Does something to the counts behind the server's back. */
  async function change(sql: string) {
    const database = await folder.open()
    await database.withClient((client) => client.query(sql))
    await database.close()
  }
  /** Lets the pauses be over. */
  const forget = () => change('delete from rate_limits')
  group.each.teardown(forget)

  test('whoever guesses a name elsewhere keeps nobody out who came in here before', async ({
    assert,
  }) => {
    const tom = await loggedIn('Tom')
    const thief = await stranger()
    const said = await times(TRIES + 1, (n) => enter(thief, 'Tom', `guess ${n}`))
    assert.equal(codeOf(said[TRIES]!), 'too_many')
    assert.equal(codeOf(await enter(await stranger(), 'Tom')), 'too_many')

    const again = await stranger(tom)
    assert.equal((await enter(again, 'Tom')).status, 200)
    await again.get('/session')
    // The cookie is for its people alone, and has no more guesses than anybody.
    assert.equal(codeOf(await enter(await stranger(owner), 'Tom')), 'too_many')
    const more = await times(TRIES + 1, (n) => enter(again, 'Tom', `guess ${n}`))
    assert.equal(codeOf(more[TRIES - 1]!), 'login_refused')
    assert.equal(codeOf(more[TRIES]!), 'too_many')
    const made = await stranger()
    made.setCookie('aq_device', `${String(tom.cookies.get('aq_device')).slice(0, -6)}AAAAAA`)
    assert.equal(codeOf(await enter(made, 'Tom')), 'too_many')
  })

  test('however a name is written, and whatever address is made up, it is one person’s guesses', async ({
    assert,
  }) => {
    const thief = await stranger()
    const names = ['Zoë', 'ZOË', ' Zoë', 'Zoe\u0308', 'zoë ', '\u00a0Zoë', 'zoe\u0308', 'zOë']
    const said = await Array.fromAsync(names, (name, n) =>
      thief.call(
        'POST',
        '/session',
        { name, password: `guess ${n}` },
        { 'x-forwarded-for': `10.0.0.${n}`, 'forwarded': `for=10.0.0.${n}` }
      )
    )
    assert.equal(said.filter((one) => codeOf(one) === 'login_refused').length, TRIES)
    assert.equal(codeOf(said.at(-1)!), 'too_many')
  })

  test('somebody’s own login wins back no guesses at other names', async ({ assert }) => {
    const guess = async (name: string) => codeOf(await enter(await stranger(), name, 'guess'))
    assert.equal(await guess('nobody'), 'login_refused')
    await change(`update rate_limits set points = points + 26 where key like '%login from%'`)
    assert.equal(await guess('nobody else'), 'login_refused')
    await loggedIn('Tess')
    assert.equal(await guess('somebody'), 'login_refused')
    assert.equal(await guess('anybody'), 'login_refused')
    assert.equal(await guess('whoever'), 'too_many')
    assert.equal(codeOf(await enter(await stranger(), 'Tess')), 'too_many')
  })

  test('guesses at one person are few from everywhere together; a browser that is known goes on', async ({
    assert,
  }) => {
    const tess = await loggedIn('Tess')
    await enter(await stranger(), 'Tess', 'guess')
    await change(`update rate_limits set points = points + 99 where key like '%login usr_%'`)
    await change(`delete from rate_limits where key like '% from %'`)
    const locked = await enter(await stranger(), 'Tess')
    assert.equal(codeOf(locked), 'too_many')
    assert.isAbove(Number(locked.body.retryAfterS), 3_000)
    assert.equal((await enter(await stranger(tess), 'Tess')).status, 200)
  })

  test('codes of a second factor are counted wherever they are asked for', async ({ assert }) => {
    const tina = await loggedIn('Tina')
    const { secret } = (await tina.call('POST', '/me/totp')).body as { secret: string }
    const step = Math.floor(Date.now() / 30_000)
    assert.equal((await tina.call('PUT', '/me/totp', { code: codeAt(secret, step) })).status, 200)
    const wrong = String((Number(codeAt(secret, step)) + 7) % 1_000_000).padStart(6, '0')
    const here = await stranger()
    // Being asked for the code is no way to clear the count.
    const said = await times(TRIES + 1, async () => {
      const asked = await enter(here, 'Tina')
      return [codeOf(asked), codeOf(await enter(here, 'Tina', PASSWORD, wrong))]
    })
    assert.equal(said.filter(([, code]) => code === 'code_wrong').length, TRIES)
    assert.equal(said.at(-1)![1], 'too_many')
    const fresh = await times(TRIES + 1, () =>
      tina.call('POST', '/session/fresh', { password: PASSWORD, code: wrong })
    )
    assert.equal(codeOf(fresh[TRIES]!), 'too_many')
  })

  test('guessed tokens are all refused alike, and lock no program out', async ({ assert }) => {
    const wish = { name: 'bot', abilities: ['account:read'], strategies: null, days: 1 }
    const made = await owner.call('POST', '/tokens', wish)
    const text = String(made.body.text)
    const [, key] = text.split('_')
    const guesses = [
      `aq_${key}_${'0'.repeat(64)}`,
      `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`,
      `aq_${'0'.repeat(16)}_${text.split('_')[2]}`,
      text.toUpperCase(),
      `${text}0`,
      'aq_',
      `aq_${"' or 1=1 --".padEnd(16)}_x`,
      'x'.repeat(8_000),
    ]
    for (const guess of [...guesses, ...Array<string>(40).fill(guesses[0]!)]) {
      const { status, body } = await new ApiCaller(server.address, guess).get('/accounts')
      assert.deepEqual([status, body.code], [401, 'not_signed_in'])
    }
    assert.equal((await new ApiCaller(server.address, text).get('/accounts')).status, 200)
    const { id } = made.body.token as { id: string }
    await owner.call('DELETE', `/tokens/${id}`)
    assert.equal((await new ApiCaller(server.address, text).get('/accounts')).status, 401)
  })

  test('a name or a password that cannot be is told at its field', async ({ assert }) => {
    const user = { name: 'Anna', password: PASSWORD, role: 'viewer' }
    const token = { name: '<b>', abilities: ['orders:read'], strategies: null, days: 1 }
    for (const [method, path, body, field] of [
      ['POST', '/users', { ...user, name: '<img src=x>' }, 'name'],
      ['POST', '/users', { ...user, password: 'short' }, 'password'],
      ['POST', '/tokens', token, 'name'],
      ['PUT', '/me/password', { password: PASSWORD, newPassword: 'short' }, 'newPassword'],
    ] as const) {
      const { status, body: said } = await owner.call(method, path, body)
      assert.equal(status, 422, `${method} ${path}`)
      assert.equal((said.fields as { field: string }[])[0]?.field, field)
    }
  })
})
