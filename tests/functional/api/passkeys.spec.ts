import { test } from '@japa/runner'
import { ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'
import { SoftAuthenticator, type Twist } from '#tests/support/soft_authenticator.js'

const PASSWORD = 'correct horse battery'
type Options = { readonly challenge: string } & Record<string, unknown>
type Listed = { id: string; name: string; lastUsedAt: string | null }[]

test.group('passkeys at the API', (group) => {
  const folder = new DataFolder()
  let address = ''
  let digits = ''
  let owner: ApiCaller
  let ownerId = ''
  let viewerId = ''
  let key: SoftAuthenticator
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    const server = await startServer(folder.environment)
    digits = server.address
    address = digits.replace('127.0.0.1', 'localhost')
    owner = await stranger()
    const { setupCode } = server
    const made = await owner.call('POST', '/setup', { setupCode, name: 'Olga', password: PASSWORD })
    ownerId = (made.body.user as { id: string }).id
    await owner.get('/session')
    const viewer = { name: 'Vera', password: PASSWORD, role: 'viewer' }
    viewerId = ((await owner.call('POST', '/users', viewer)).body.user as { id: string }).id
    key = new SoftAuthenticator(address)
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  async function stranger(at = address) {
    const caller = new ApiCaller(at)
    await caller.get('/session')
    return caller
  }
  async function loggedIn(name: string) {
    const caller = await stranger()
    await caller.call('POST', '/session', { name, password: PASSWORD })
    await caller.get('/session')
    return caller
  }
  async function asked(caller: ApiCaller, path: string): Promise<Options> {
    const answer = await caller.call('POST', `${path}/options`)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body.options as Options
  }
  async function added(caller: ApiCaller, one: SoftAuthenticator, twist: Twist = {}, name = 'Key') {
    const answer = one.create(await asked(caller, '/me/passkeys'), twist)
    return caller.call('POST', '/me/passkeys', { name, answer })
  }
  async function entered(one: SoftAuthenticator, userId: string, twist: Twist = {}) {
    const caller = await stranger()
    const answer = one.get(await asked(caller, '/session/passkey'), userId, twist)
    return { caller, answer: await caller.call('POST', '/session/passkey', { answer }) }
  }

  test('a passkey is added, named, lets in without password and code, and is removed', async ({
    assert,
  }) => {
    const options = await asked(owner, '/me/passkeys')
    assert.containsSubset(options, {
      rp: { id: 'localhost' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const made = await added(owner, key, {}, 'Work laptop')
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const renamed = await owner.call('PATCH', `/me/passkeys/${key.id}`, { name: 'Laptop' })
    assert.equal((renamed.body.passkeys as Listed)[0]?.name, 'Laptop')

    const { caller, answer } = await entered(key, ownerId)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const session = (await caller.get('/session')).body
    assert.containsSubset(session, { state: 'signed_in', user: { name: 'Olga' }, isFresh: true })
    assert.isNotNull(((await owner.get('/me/passkeys')).body.passkeys as Listed)[0]?.lastUsedAt)

    const spare = new SoftAuthenticator(address)
    assert.equal((await added(owner, spare)).status, 201)
    assert.equal((await owner.call('DELETE', `/me/passkeys/${spare.id}`)).status, 200)
    assert.equal((await entered(spare, ownerId)).answer.status, 401)
    const { entries } = (await owner.get('/audit?action=user&limit=50')).body as {
      entries: { action: string }[]
    }
    const actions = entries.map(({ action }) => action)
    for (const one of ['added', 'renamed', 'removed']) {
      assert.include(actions, `user.passkey_${one}`)
    }
  })

  test('a new passkey that is not what was asked for is none: {0}')
    .with([
      ['made for another site', { rpId: 'evil.example' }],
      ['made on a page of another origin', { origin: 'http://evil.example' }],
      ['made on another port', { origin: 'http://localhost:1' }],
      ['for another question', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
      ['without the person', { isVerified: false }],
      ['of the other ceremony', { type: 'webauthn.get' }],
    ] as const)
    .run(async ({ assert }, [, twist]) => {
      const one = new SoftAuthenticator(address)
      const answer = await added(owner, one, twist)
      assert.equal(answer.status, 409)
      assert.match(String(answer.body.detail), /does not answer what was asked/)
      assert.equal((await entered(one, ownerId)).answer.status, 401)
    })

  test('an answer that is not what was asked for lets nobody in: {0}')
    .with([
      ['signed for another site', { rpId: 'evil.example' }],
      ['signed on a page of another origin', { origin: 'http://evil.example' }],
      ['for another question', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
      ['without the person', { isVerified: false }],
      ['signed by another key', { hasOtherKey: true }],
      ['for another person', { userHandle: Buffer.from('usr_other').toString('base64url') }],
      ['by a copy that counts from the beginning', { counter: 1 }],
      ['of the other ceremony', { type: 'webauthn.create' }],
    ] as const)
    .run(async ({ assert }, [, twist]) => {
      const { caller, answer } = await entered(key, ownerId, twist)
      assert.equal(answer.status, 401, JSON.stringify(answer.body))
      assert.equal(answer.body.code, 'passkey_wrong')
      assert.equal((await caller.get('/session')).body.state, 'signed_out')
      assert.equal((await entered(key, ownerId)).answer.status, 200)
    })

  test('a question is answered once, by whom it was asked, for what it was asked', async ({
    assert,
  }) => {
    const caller = await stranger()
    const answer = key.get(await asked(caller, '/session/passkey'), ownerId, { hasOtherKey: true })
    assert.equal((await caller.call('POST', '/session/passkey', { answer })).status, 401)
    // The question is gone with its wrong answer.
    const again = await caller.call('POST', '/session/passkey', { answer })
    assert.equal(again.body.code, 'passkey_late')

    const mine = key.get(await asked(caller, '/session/passkey'), ownerId)
    const thief = await stranger()
    const stolen = await thief.call('POST', '/session/passkey', { answer: mine })
    assert.equal(stolen.body.code, 'passkey_late')
    await asked(thief, '/session/passkey')
    const crossed = await thief.call('POST', '/session/passkey', { answer: mine })
    assert.equal(crossed.body.code, 'passkey_wrong')

    const fresh = key.get(await asked(owner, '/session/fresh/passkey'), ownerId)
    const other = await owner.call('POST', '/session/passkey', { answer: fresh })
    assert.equal(other.body.code, 'passkey_late')
  })

  test('a login is made fresh by a passkey of one’s own alone', async ({ assert }) => {
    const viewer = await loggedIn('Vera')
    const none = await viewer.call('POST', '/session/fresh/passkey/options')
    assert.equal(none.body.code, 'no_passkey')
    const hers = new SoftAuthenticator(address)
    assert.equal((await added(viewer, hers)).status, 201)
    const options = await asked(viewer, '/session/fresh/passkey')
    assert.deepEqual(
      (options.allowCredentials as { id: string }[]).map(({ id }) => id),
      [hers.id]
    )
    // The owner's passkey would log the owner in; it does not make the viewer's login fresh.
    const borrowed = { answer: key.get(options, ownerId) }
    assert.equal((await viewer.call('POST', '/session/fresh/passkey', borrowed)).status, 401)
    const answer = hers.get(await asked(viewer, '/session/fresh/passkey'), viewerId)
    const done = await viewer.call('POST', '/session/fresh/passkey', { answer })
    assert.equal(done.status, 200, JSON.stringify(done.body))
    await viewer.get('/session')

    const path = `/me/passkeys/${key.id}`
    assert.equal((await viewer.call('DELETE', path)).status, 404)
    assert.equal((await viewer.call('PATCH', path, { name: 'Mine' })).status, 404)
  })

  test('who is locked does not come in by passkey; an owner can take passkeys away', async ({
    assert,
  }) => {
    const viewer = await loggedIn('Vera')
    const hers = new SoftAuthenticator(address)
    assert.equal((await added(viewer, hers)).status, 201)
    await owner.call('PATCH', `/users/${viewerId}`, { isEnabled: false })
    assert.equal((await entered(hers, viewerId)).answer.body.code, 'disabled')
    await owner.call('PATCH', `/users/${viewerId}`, { isEnabled: true })
    assert.equal((await entered(hers, viewerId)).answer.status, 200)
    await owner.call('PATCH', `/users/${viewerId}`, { removesPasskeys: true })
    assert.equal((await entered(hers, viewerId)).answer.status, 401)
  })

  test('at an address of digits there are no passkeys, and the API says where', async ({
    assert,
  }) => {
    const caller = await stranger(digits)
    const answer = await caller.call('POST', '/session/passkey/options')
    assert.equal(answer.status, 409)
    assert.equal(answer.body.code, 'passkeys_elsewhere')
    assert.isTrue((await owner.get('/me/passkeys')).body.isPossible)
  })

  test('what cannot be read is refused with the field: {0}')
    .with([
      ['nothing', {}],
      ['no answer', { answer: null }],
      ['a path', { answer: { id: '../..', rawId: 'a', type: 'public-key', response: {} } }],
      ['a password', { answer: { id: 'a', rawId: 'a', type: 'password', response: {} } }],
      ['a long id', { answer: { id: 'a'.repeat(2000), rawId: 'a', response: {} } }],
    ] as const)
    .run(async ({ assert }, [, body]) => {
      const caller = await stranger()
      await asked(caller, '/session/passkey')
      const answer = await caller.call('POST', '/session/passkey', body)
      assert.equal(answer.status, 422)
      assert.isNotEmpty(answer.body.fields)
    })

  test('bytes that are no answer are none, whatever they are', async ({ assert }) => {
    for (const junk of ['AAAA', Buffer.from('{"type":1}').toString('base64url'), 'o2NmbXQ']) {
      await asked(owner, '/me/passkeys')
      const response = { clientDataJSON: junk, attestationObject: junk }
      const answer = { id: junk, rawId: junk, type: 'public-key', response }
      const made = await owner.call('POST', '/me/passkeys', { name: 'Junk', answer })
      assert.equal(made.status, 409, JSON.stringify(made.body))
    }
  })

  test('sessions are listed and ended; one’s own is left by logging out', async ({ assert }) => {
    const other = await loggedIn('Olga')
    type Session = { id: string; isHere: boolean; from: string; beganAt: string }
    const list = async () => (await owner.get('/me/sessions')).body.sessions as Session[]
    const sessions = await list()
    assert.lengthOf(
      sessions.filter(({ isHere }) => isHere),
      1
    )
    assert.isAbove(sessions.length, 1)
    const text = JSON.stringify(sessions)
    assert.notInclude(text, owner.cookies.get('aq_session')!)
    const here = sessions.find(({ isHere }) => isHere)!
    assert.equal((await owner.call('DELETE', `/me/sessions/${here.id}`)).status, 409)
    const theirs = ((await other.get('/me/sessions')).body.sessions as Session[]).find(
      ({ isHere }) => isHere
    )!
    assert.equal((await owner.call('DELETE', `/me/sessions/${theirs.id}`)).status, 200)
    assert.equal((await other.get('/session')).body.state, 'signed_out')
    const viewer = await loggedIn('Vera')
    assert.equal((await viewer.call('DELETE', `/me/sessions/${here.id}`)).status, 404)
    await owner.call('DELETE', '/me/sessions')
    assert.lengthOf(await list(), 1)
    assert.equal((await owner.get('/session')).body.state, 'signed_in')
    assert.equal((await viewer.get('/session')).body.state, 'signed_in')
  })
})
