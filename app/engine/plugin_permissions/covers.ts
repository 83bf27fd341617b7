import type { Permission, ScopeTerms } from './capability.js'
import type { NetScope } from './net_scope.js'

/**
 * Whether one of the grants allows what is needed. Nothing is allowed that no grant allows; hosts are
 * compared as parsed, never as texts with wildcards.
 */
export function covers(grants: readonly Permission[], need: Permission): boolean {
  return grants.some((grant) => permits(grant, need))
}

/** Whether everything that `need` allows is allowed by `grant` as well. */
export function permits(grant: Permission, need: Permission): boolean {
  return grant.capability === need.capability && includes(grant.terms, need.terms)
}

function includes(grant: ScopeTerms, need: ScopeTerms): boolean {
  switch (grant.type) {
    case 'none':
      return need.type === 'none'
    case 'name':
      return need.type === 'name' && grant.name === need.name
    case 'account':
      return need.type === 'account' && (grant.account === null || grant.account === need.account)
    case 'storage':
      return need.type === 'storage' && need.kilobytes <= grant.kilobytes
    case 'model':
      return (
        need.type === 'model' &&
        grant.provider === need.provider &&
        need.tokensADay <= grant.tokensADay
      )
    case 'market':
      return (
        need.type === 'market' &&
        hasSymbols(grant.symbols, need.symbols) &&
        hasAll(grant.timeframes, need.timeframes)
      )
    case 'net':
      return need.type === 'net' && includesPlace(grant, need)
  }
}

function includesPlace(grant: NetScope, need: NetScope): boolean {
  if (grant.port !== need.port || (need.private && !grant.private)) return false
  return hasHost(grant, need) && hasAll(grant.methods, need.methods)
}

function hasHost(grant: NetScope, need: NetScope): boolean {
  if (need.wildcard || !grant.wildcard) {
    return grant.wildcard === need.wildcard && grant.host === need.host
  }
  const dot = need.host.indexOf('.')
  return dot > 0 && need.host.slice(dot + 1) === grant.host
}

function hasSymbols(grant: string, need: string): boolean {
  if (grant === '*' || grant === need) return true
  return grant.endsWith('.*') && need.startsWith(grant.slice(0, -1))
}

/** `null` is all. */
function hasAll<T>(grant: readonly T[] | null, need: readonly T[] | null): boolean {
  return grant === null || (need !== null && need.every((one) => grant.includes(one)))
}
