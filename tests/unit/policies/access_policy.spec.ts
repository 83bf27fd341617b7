import { Bouncer } from '@adonisjs/bouncer'
import { test } from '@japa/runner'
import { ABILITIES, roleMay, tokenMay } from '#engine/identity/abilities.js'
import { personCalling, programCalling, FRESH_MS, type Caller } from '#engine/identity/caller.js'
import type { ApiToken, Role, User } from '#ports/identity.js'
import AccessPolicy from '#policies/access_policy'
import TokenPolicy from '#policies/token_policy'

const NOW_MS = Date.UTC(2026, 0, 5, 15)
const userOf = (role: Role): User => ({
  id: `usr_${role}`,
  name: role,
  role,
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
})
const tokenOf = (over: Partial<ApiToken>): ApiToken => ({
  id: 'tok_1',
  userId: 'usr_trader',
  name: 'bot',
  abilities: ['orders:read', 'users:write'],
  strategies: null,
  addresses: null,
  createdAtMs: 0,
  expiresAtMs: NOW_MS + 1,
  lastUsedMs: null,
  lastUsedFrom: null,
  revokedAtMs: null,
  ...over,
})
const person = (role: Role, freshAtMs = 0) => personCalling(userOf(role), '127.0.0.1', freshAtMs)
const program = (over: Partial<ApiToken>) =>
  programCalling(userOf('trader'), tokenOf(over), '127.0.0.1')
const access = (caller: Caller | null) => new Bouncer<Caller>(caller).with(AccessPolicy)

test.group('policies of access', () => {
  test('nobody may anything', async ({ assert }) => {
    const policy = access(null)
    assert.isTrue(await policy.denies('beAPerson'))
    assert.isTrue(await policy.denies('use', 'health:read'))
    assert.isTrue(await policy.denies('actFreshly', NOW_MS))
    assert.isTrue(await policy.denies('touchStrategy', 'manual'))
  })

  test('a {$self} uses what the table of roles gives')
    .with(['owner', 'trader', 'viewer'] as const)
    .run(async ({ assert }, role) => {
      for (const ability of ABILITIES) {
        const may = await access(person(role)).allows('use', ability)
        assert.equal(may, roleMay(role, ability), ability)
      }
    })

  test('a program uses what it was given, and never what is for people', async ({ assert }) => {
    const { abilities } = tokenOf({})
    for (const ability of ABILITIES) {
      const may = await access(program({})).allows('use', ability)
      assert.equal(may, tokenMay('trader', abilities, ability), ability)
    }
    assert.isTrue(await access(program({})).denies('beAPerson'))
  })

  test('a password is fresh for five minutes', async ({ assert }) => {
    const policy = access(person('owner', NOW_MS))
    assert.isTrue(await policy.allows('actFreshly', NOW_MS + FRESH_MS))
    assert.isFalse(await policy.allows('actFreshly', NOW_MS + FRESH_MS + 1))
  })

  test('a token that is bound touches its strategies, and nothing by hand', async ({ assert }) => {
    const bound = access(program({ strategies: ['momentum'] }))
    assert.isTrue(await bound.allows('touchStrategy', 'momentum'))
    assert.isFalse(await bound.allows('touchStrategy', 'other'))
    assert.isFalse(await bound.allows('touchStrategy', 'manual'))
    assert.isTrue(await access(program({})).allows('touchStrategy', 'manual'))
  })

  test('tokens are taken back by whose they are, and by an owner', async ({ assert }) => {
    const tokens = (role: Role) => new Bouncer<Caller>(person(role)).with(TokenPolicy)
    assert.isTrue(await tokens('trader').allows('revoke', tokenOf({})))
    assert.isFalse(await tokens('viewer').allows('revoke', tokenOf({})))
    assert.isTrue(await tokens('owner').allows('revoke', tokenOf({})))
    assert.isTrue(await tokens('owner').allows('seeAll'))
    assert.isFalse(await tokens('trader').allows('seeAll'))
  })
})
