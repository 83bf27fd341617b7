import type { Role } from '#ports/identity.js'

/** What can be looked at (`read`) and acted upon (`write`). */
export const RESOURCES = [
  'account',
  'orders',
  'strategies',
  'risk',
  'engine',
  'market-data',
  'backtests',
  'plugins',
  'traces',
  'alerts',
  'settings',
  'users',
  'tokens',
  'audit',
  'health',
] as const
export type Resource = (typeof RESOURCES)[number]

/** Resource and verb. `engine:halt` only stops trading; `engine:write` also resumes and closes positions. */
export type Ability = `${Resource}:read` | `${Resource}:write` | 'engine:halt'

/** Every ability there is. */
export const ABILITIES: readonly Ability[] = [
  ...RESOURCES.flatMap((one): Ability[] => [`${one}:read`, `${one}:write`]),
  'engine:halt',
]

const VIEWED: readonly Resource[] = [
  'account',
  'orders',
  'strategies',
  'risk',
  'engine',
  'market-data',
  'backtests',
  'plugins',
  'traces',
  'alerts',
  'health',
]
const VIEWER: readonly Ability[] = VIEWED.map((one): Ability => `${one}:read`)
const TRADER: readonly Ability[] = [
  ...VIEWER,
  'orders:write',
  'strategies:write',
  'risk:write',
  'engine:halt',
  'engine:write',
  'market-data:write',
  'backtests:write',
  'alerts:write',
  'settings:read',
  'tokens:read',
  'tokens:write',
]
const OF_ROLE: Readonly<Record<Role, ReadonlySet<Ability>>> = {
  owner: new Set(ABILITIES),
  trader: new Set(TRADER),
  viewer: new Set(VIEWER),
}

/** What a program never may, whoever it acts for: to change people, keys, code and settings needs a person. */
const PEOPLE_ONLY: ReadonlySet<Ability> = new Set([
  'users:read',
  'users:write',
  'tokens:read',
  'tokens:write',
  'plugins:write',
  'settings:write',
  'audit:write',
])

/** Whether a role has an ability. */
export function roleMay(role: Role, ability: Ability): boolean {
  return OF_ROLE[role].has(ability)
}

/** What a token of a user with this role may be given. */
export function abilitiesForTokens(role: Role): readonly Ability[] {
  return ABILITIES.filter((one) => roleMay(role, one) && !PEOPLE_ONLY.has(one))
}

/** Whether a token may do something now: given to it, still its user's own, and not for people alone. */
export function tokenMay(role: Role, given: readonly string[], ability: Ability): boolean {
  return given.includes(ability) && roleMay(role, ability) && !PEOPLE_ONLY.has(ability)
}
