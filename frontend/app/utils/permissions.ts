type Translate = (key: string, values?: Record<string, unknown>) => string

/** A permission in the reader's language: what it allows, and how far. */
export interface PermissionWords {
  title: string
  /** '' where there is no limit to tell. */
  limit: string
}

const KNOWN: readonly string[] = [
  'market-data:read',
  'account:read',
  'positions:read',
  'orders:read',
  'orders:signal',
  'orders:place',
  'net:connect',
  'secrets',
  'storage',
  'timers',
  'log',
  'notify',
  'agent:llm',
]
const HOST = /^(\[[^\]]+\]|[^:#]+)(?::(\d+))?(?:#(.*))?$/

/** Words for a permission as manifests write it, `net:connect@api.example.com:443`; `said` stands for what is not known. */
export function permissionWords(id: string, t: Translate, said = ''): PermissionWords {
  const [head, scope] = cut(id, '@')
  const [named, name] = /^(?:secrets|notify):/.test(head) ? cut(head, ':') : [head, '']
  if (!KNOWN.includes(named)) return { title: t('plugins.may.unknown'), limit: said }
  const title = t(`plugins.may.${named.replace(/[:-]/g, '_')}`)
  return { title, limit: limitOf(named, name || scope, t) }
}

/** Which permissions are put first and marked: what can cost money or a key, and what tells or sends something. */
export const isRisky = ({ consent }: { consent: string }) =>
  consent === 'dangerous' || consent === 'sensitive'

/** What the host takes as the limit of this permission, to narrow it by; `null` where there is none. */
export function narrowable(id: string): string | null {
  const [head] = cut(id, '@')
  return NARROWED[head] ?? null
}

const NARROWED: Readonly<Record<string, string>> = {
  'market-data:read': 'US.AAPL US.MSFT',
  'account:read': 'paper',
  'positions:read': 'paper',
  'orders:read': 'paper',
  'orders:place': 'paper',
  'storage': '16',
}

/** The permissions that a narrower limit comes to: one for each word; the permission itself where none is given. */
export function narrowed(id: string, limit: string): string[] {
  const [head] = cut(id, '@')
  const words = limit.split(/\s+/).filter((one) => one !== '')
  return words.length === 0 ? [id] : words.map((one) => `${head}@${one}`)
}

function limitOf(name: string, scope: string, t: Translate): string {
  const say = (key: string, values: Record<string, unknown> = {}) =>
    t(`plugins.limit.${key}`, values)
  if (name === 'market-data:read') return marketLimit(scope, say)
  if (name === 'net:connect') return hostLimit(scope, say)
  if (/^(?:account|positions|orders):(?:read|place)$/.test(name)) {
    return scope === '' ? say('every_account') : say('account', { account: scope })
  }
  if (name === 'storage') return say('storage', { kb: scope || '64' })
  if (name === 'agent:llm') {
    const [provider, tokens] = cut(scope, '/')
    return say('model', { provider, tokens: tokens || '10000' })
  }
  if (name === 'secrets') return say('secret', { name: scope })
  if (name === 'notify') return say('channel', { name: scope })
  return say(name.replace(/[:-]/g, '_'))
}

type Say = (key: string, values?: Record<string, unknown>) => string

function marketLimit(scope: string, say: Say): string {
  const [symbols, timeframes] = cut(scope, '/')
  const isAll = symbols === '' || symbols === '*'
  const what = isAll
    ? say('every_symbol')
    : symbols.endsWith('.*')
      ? say('market', { market: symbols.slice(0, -2) })
      : say('symbol', { symbol: symbols })
  return timeframes === ''
    ? what
    : say('bars', { what, timeframes: timeframes.split(',').join(', ') })
}

function hostLimit(scope: string, say: Say): string {
  const [, host = scope, port = '443', more = ''] = HOST.exec(scope) ?? []
  const isBelow = host.startsWith('*.')
  const where = say(isBelow ? 'below' : 'host', { host: isBelow ? host.slice(2) : host, port })
  const methods = more !== '' && more !== 'private' ? say('methods', { methods: more }) : ''
  return [where, methods, insideOf(host, more === 'private', say)]
    .filter((one) => one !== '')
    .join(' · ')
}

/** That something leads inside, not out. */
function insideOf(host: string, isPrivate: boolean, say: Say): string {
  const plain = host.replace(/^\[|\]$/g, '')
  if (plain === 'localhost' || plain === '::1' || /^127\./.test(plain)) return say('this_machine')
  const isInside =
    /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/.test(
      plain
    ) || /^f[cd][0-9a-f]*:/.test(plain)
  return isInside || isPrivate ? say('private_network') : ''
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
