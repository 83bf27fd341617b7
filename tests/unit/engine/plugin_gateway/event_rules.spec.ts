import { test } from '@japa/runner'
import {
  accountFault,
  isOwnEvent,
  tell,
  type Listener,
} from '#engine/plugin_gateway/event_rules.js'
import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'

type Kind = Listener['kind']
type Case = {
  kind: Kind
  event: Readonly<Record<string, unknown>> & { type: string }
  grants: string
  /** What is missing; '' when it is told in full, `never` when no permission would do. */
  needs: string
  timeframe?: Listener['timeframe']
}

const permissions = (texts: string) =>
  texts
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => {
      const parsed = parsePermission(text)
      if (!parsed.ok) throw new Error(`${text} ${parsed.failure}`)
      return parsed.value
    })
const to = (kind: Kind, timeframe: Listener['timeframe'] = '1d'): Listener => ({
  kind,
  timeframe,
  account: 'main',
})
const FIGURES = { cash: 1, buyingPower: 1, equity: 1, exposure: 0 }
const bar = { type: 'bar', symbol: 'US.AAPL', close: 100 }
const M = 'market-data:read'

const CASES: Case[] = [
  { kind: 'agent', event: bar, grants: '', needs: `${M}@US.AAPL/1d` },
  { kind: 'agent', event: bar, grants: M, needs: '' },
  { kind: 'agent', event: bar, grants: `${M}@US.AAPL`, needs: '' },
  { kind: 'agent', event: bar, grants: `${M}@US.*/1h,1d`, needs: '' },
  { kind: 'agent', event: bar, grants: `${M}@US.*/1h`, needs: `${M}@US.AAPL/1d` },
  { kind: 'agent', event: bar, grants: `${M}@HK.*`, needs: `${M}@US.AAPL/1d` },
  { kind: 'agent', event: bar, grants: `${M}@US.A`, needs: `${M}@US.AAPL/1d` },
  { kind: 'agent', event: bar, grants: 'account:read orders:read', needs: `${M}@US.AAPL/1d` },
  {
    kind: 'agent',
    event: { ...bar, timeframe: '1h' },
    grants: `${M}@US.*/1d`,
    needs: `${M}@US.AAPL/1h`,
  },
  { kind: 'agent', event: bar, grants: `${M}@US.*/1d`, timeframe: null, needs: `${M}@US.AAPL` },
  { kind: 'agent', event: bar, grants: `${M}@US.*`, timeframe: null, needs: '' },
  { kind: 'agent', event: { ...bar, symbol: 'US.*' }, grants: `${M}@US.*`, needs: M },
  { kind: 'agent', event: { ...bar, symbol: ['US.AAPL'] }, grants: M, needs: M },
  { kind: 'agent', event: { type: 'bar' }, grants: M, needs: M },
  {
    kind: 'agent',
    event: { type: 'quote', symbol: 'US.AAPL' },
    grants: `${M}@US.*/1m`,
    needs: `${M}@US.AAPL`,
  },
  { kind: 'agent', event: { type: 'quote', symbol: 'US.AAPL' }, grants: `${M}@US.*`, needs: '' },
  {
    kind: 'strategy',
    event: { type: 'corporate_action', symbol: 'US.AAPL' },
    grants: `${M}@US.*/1h`,
    needs: '',
  },
  {
    kind: 'strategy',
    event: { type: 'corporate_action', symbol: 'HK.00700' },
    grants: `${M}@US.*`,
    needs: `${M}@HK.00700`,
  },
  { kind: 'strategy', event: { type: 'slice' }, grants: `${M}@US.AAPL/1h`, needs: '' },
  { kind: 'strategy', event: { type: 'slice' }, grants: 'orders:signal', needs: M },
  { kind: 'strategy', event: { ...bar, account: FIGURES }, grants: M, needs: 'orders:signal' },
  {
    kind: 'strategy',
    event: { ...bar, account: FIGURES },
    grants: `${M} orders:signal`,
    needs: '',
  },
  { kind: 'strategy', event: { ...bar, account: FIGURES }, grants: `${M} account:read`, needs: '' },
  {
    kind: 'strategy',
    event: { ...bar, account: FIGURES },
    grants: 'orders:signal',
    needs: `${M}@US.AAPL/1d`,
  },
  ...['position', 'fill', 'order', 'denied', 'state', 'stop'].map((type): Case => {
    return { kind: 'strategy', event: { type, symbol: 'US.AAPL' }, grants: '', needs: '' }
  }),
  { kind: 'agent', event: { type: 'account' }, grants: M, needs: 'account:read@main' },
  { kind: 'agent', event: { type: 'account' }, grants: 'account:read', needs: '' },
  { kind: 'agent', event: { type: 'account' }, grants: 'account:read@main', needs: '' },
  {
    kind: 'agent',
    event: { type: 'account' },
    grants: 'account:read@other',
    needs: 'account:read@main',
  },
  {
    kind: 'agent',
    event: { type: 'positions' },
    grants: 'account:read orders:read',
    needs: 'positions:read@main',
  },
  { kind: 'agent', event: { type: 'orders' }, grants: 'orders:read', needs: '' },
  ...['connect', 'submit', 'cancel', 'replace', 'query'].flatMap((type): Case[] => [
    {
      kind: 'broker',
      event: { type },
      grants: 'orders:read account:read',
      needs: 'orders:place@main',
    },
    { kind: 'broker', event: { type }, grants: 'orders:place@main', needs: '' },
  ]),
  ...['timer', 'result', 'socket', 'stop', 'state'].map((type): Case => {
    return { kind: 'broker', event: { type }, grants: '', needs: '' }
  }),
  ...(
    [
      ['agent', 'submit'],
      ['agent', 'assess'],
      ['agent', 'fill'],
      ['agent', 'socket'],
      ['broker', 'bar'],
      ['broker', 'account'],
      ['risk-rule', 'bar'],
      ['risk-rule', 'account'],
      ['risk-rule', 'timer'],
      ['strategy', 'account'],
      ['strategy', 'result'],
      ['strategy', 'tomorrow'],
      ['strategy', 'constructor'],
      ['strategy', '__proto__'],
    ] as const
  ).map(([kind, type]): Case => {
    const everything = `${M} account:read positions:read orders:read orders:signal orders:place`
    return { kind, event: { type, symbol: 'US.AAPL' }, grants: everything, needs: 'never' }
  }),
]

test.group('What a plugin is told', () => {
  test('of {event.type}, {kind} with "{grants}": missing "{needs}"')
    .with(CASES)
    .run(({ assert }, { kind, event, grants, needs, timeframe }) => {
      const whole: PluginEvent = { atMs: 1, ...event }
      const told = tell(whole, permissions(grants), to(kind, timeframe))
      if (needs === '') assert.deepEqual(told, { isTold: true, event: whole })
      else assert.deepEqual(told, { isTold: false, needs: needs === 'never' ? null : needs })
    })

  test('an agent gets the bar without the account until it may see that', ({ assert }) => {
    const event = { ...bar, atMs: 1, account: FIGURES }
    const less = tell(event, permissions(M), to('agent'))
    assert.deepEqual(less, { isTold: true, event: { ...bar, atMs: 1 } })
    const all = tell(event, permissions(`${M} account:read`), to('agent'))
    assert.deepEqual(all, { isTold: true, event })
    assert.deepEqual(event.account, FIGURES, 'the event itself stays as it is')
  })

  test('a rule gets what it may see of the account, and the names of what is missing', ({
    assert,
  }) => {
    const order = { symbol: 'US.AAPL', quantity: 10 }
    const account = { currency: 'USD', equity: 9, cash: 8, exposure: 7, positions: [1], more: 6 }
    const event = { type: 'assess', atMs: 1, order, account }
    const seen = (grants: string) => {
      const told = tell(event, permissions(grants), to('risk-rule'))
      return told.isTold ? [told.event.account, told.event.withheld, told.event.order] : null
    }
    assert.deepEqual(seen('account:read positions:read'), [account, undefined, order])
    assert.deepEqual(seen('account:read@main'), [
      { currency: 'USD', equity: 9, cash: 8, exposure: 7, more: 6 },
      ['positions:read'],
      order,
    ])
    assert.deepEqual(seen('positions:read account:read@other'), [
      { currency: 'USD', positions: [1] },
      ['account:read'],
      order,
    ])
    assert.deepEqual(seen(M), [{ currency: 'USD' }, ['account:read', 'positions:read'], order])
  })

  test('only what tells nothing new needs no look at the grants', ({ assert }) => {
    const isOwn = (kind: Kind, type: string) => isOwnEvent({ type, atMs: 1 }, kind)
    assert.isTrue(isOwn('agent', 'timer'))
    assert.isTrue(isOwn('strategy', 'fill'))
    assert.isFalse(isOwn('risk-rule', 'assess'))
    assert.isFalse(isOwn('agent', 'bar'))
    assert.isFalse(isOwn('agent', 'hasOwnProperty'))
  })

  test('the account of a start is a strategy that may signal, or whoever may read it', ({
    assert,
  }) => {
    assert.equal(accountFault(permissions('orders:signal'), to('strategy')), null)
    assert.equal(accountFault([], to('strategy')), 'orders:signal')
    assert.equal(accountFault(permissions('orders:signal'), to('agent')), 'account:read@main')
    assert.equal(accountFault(permissions('account:read'), to('agent')), null)
  })
})
