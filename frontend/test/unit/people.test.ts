import { expect, it } from 'vitest'
import { agentWords } from '../../app/utils/agent'
import { auditChanges, auditLine } from '../../app/utils/audit'
import { byResource, tokenState } from '../../app/utils/tokens'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 5, 1)
const at = (days: number) => new Date(NOW_MS + days * DAY_MS).toISOString()
const token = {
  id: 'tok_1',
  userId: 'usr_1',
  name: 'bot',
  abilities: [],
  strategies: null,
  createdAt: at(-40),
  expiresAt: at(10),
  lastUsedAt: at(-1),
  lastUsedFrom: '127.0.0.1',
  revokedAt: null,
}

it.each([
  ['in_force', {}],
  ['idle', { lastUsedAt: at(-31) }],
  ['idle', { lastUsedAt: null }],
  ['in_force', { lastUsedAt: null, createdAt: at(-2) }],
  ['expired', { expiresAt: at(0) }],
  ['revoked', { revokedAt: at(-1), expiresAt: at(-1) }],
] as const)('a token is %s with %o', (state, over) => {
  expect(tokenState({ ...token, ...over }, NOW_MS)).toBe(state)
})

it('groups abilities by what they are about', () => {
  expect(byResource(['engine:halt', 'orders:read', 'engine:read', 'orders:write'])).toEqual([
    { resource: 'engine', verbs: ['halt', 'read'] },
    { resource: 'orders', verbs: ['read', 'write'] },
  ])
})

it('of before and after tells what differs, of the rest everything', () => {
  const detail = {
    before: { role: 'viewer', isEnabled: true },
    after: { role: 'trader', isEnabled: true, note: '' },
    from: '127.0.0.1',
    body: { reason: 'why', list: ['a', 'b'] },
  }
  expect(auditChanges(detail)).toEqual([
    { name: 'role', before: 'viewer', after: 'trader' },
    { name: 'from', before: null, after: '127.0.0.1' },
    { name: 'body.reason', before: null, after: 'why' },
    { name: 'body.list', before: null, after: 'a, b' },
  ])
  expect(auditLine(detail)).toBe('role: viewer → trader · reason: why · list: a, b')
})

it('takes whatever an entry holds', () => {
  expect(auditChanges({})).toEqual([])
  expect(auditChanges({ before: null, after: 3, odd: null, none: {} })).toEqual([
    { name: '', before: '', after: '3' },
    { name: 'odd', before: null, after: 'null' },
    { name: 'none', before: null, after: '–' },
  ])
})

it('says a browser as people know it, and an odd one in its own words', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/150 Safari/537 Edg/150'
  expect(agentWords(edge)).toBe('Edge, Windows')
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 26 like Mac OS X) Version/26 Safari/604'
  expect(agentWords(phone)).toBe('Safari, iPhone')
  expect(agentWords('node')).toBe('node')
})
