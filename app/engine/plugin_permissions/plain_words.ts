import { isIP } from 'node:net'
import { CAPABILITIES, type Permission, type ScopeTerms } from './capability.js'

/** A permission for people, to be read after "this plugin": `may connect to api.example.com on port 443`. */
export function plainWords(permission: Permission): string {
  const { terms, name } = permission
  switch (terms.type) {
    case 'market':
      return marketWords(terms)
    case 'net':
      return netWords(terms)
    case 'storage':
      return `may keep up to ${terms.kilobytes} KB of its own texts`
    case 'model':
      return `may ask the language model "${terms.provider}", up to ${terms.tokensADay} tokens a day`
    case 'account':
      return `${ACCOUNT_WORDS[name] ?? name} ${terms.account === null ? 'of every account' : `of account ${terms.account}`}`
    case 'name':
      return name === 'secrets'
        ? `may use the secret "${terms.name}" in requests to the hosts it is bound to, without seeing it`
        : `may send messages through the channel "${terms.name}"`
    case 'none':
      return PLAIN_WORDS[name] ?? CAPABILITIES[name].meaning
  }
}

const ACCOUNT_WORDS: Readonly<Record<string, string>> = {
  'account:read': 'may see cash and equity',
  'positions:read': 'may see the positions',
  'orders:read': 'may see the orders and fills',
  'orders:place': 'may place orders at a broker in the name',
}

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  'orders:signal': 'may say what it wants to buy and sell; the host decides and sends',
  'timers': 'may be woken by timers, at most 5, at most once a second each',
  'log': 'may write into its log',
}

function marketWords({ symbols, timeframes }: Extract<ScopeTerms, { type: 'market' }>): string {
  const what =
    symbols === '*'
      ? 'of every symbol'
      : symbols.endsWith('.*')
        ? `of every symbol of the market ${symbols.slice(0, -2)}`
        : `of ${symbols}`
  const bars = timeframes === null ? 'prices' : `bars of ${timeframes.join(', ')}`
  return `may see ${bars} ${what}`
}

function netWords(scope: Extract<ScopeTerms, { type: 'net' }>): string {
  const { host, port, wildcard, methods } = scope
  const where = wildcard
    ? `ANY host directly below ${host} on port ${port}`
    : `${host} on port ${port}`
  const how = methods === null ? '' : ` (only ${methods.join(', ')})`
  const inside = insideWords(scope)
  return `may connect to ${where}${how}${inside}`
}

/** What a person should see at once: that something leads inside, not out. */
function insideWords({ host, private: isPrivate }: Extract<ScopeTerms, { type: 'net' }>): string {
  if (host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)) {
    return ', ON THIS MACHINE'
  }
  if (isIP(host) === 0) return isPrivate ? ', also on this machine or a private network' : ''
  const isInside =
    /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(host) ||
    /^f[cd]/.test(host)
  return isInside ? ', IN A PRIVATE NETWORK' : ''
}
