import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { ApiProblem } from '#exceptions/api_problem'
import { knownDevice } from './known_device.js'

/** Wrong attempts until there is a pause, and how long both last. */
interface Allowance {
  readonly requests: number
  readonly duration: string
  readonly blockDuration: string
}

/** What attempts are counted under, with what is allowed there. */
export type Lane = readonly [key: string, allowance: Allowance]

/** Of one person at one place; of one place; of one person from everywhere. */
const BY_PERSON: Allowance = { requests: 5, duration: '5 mins', blockDuration: '5 mins' }
const BY_ADDRESS: Allowance = { requests: 30, duration: '5 mins', blockDuration: '5 mins' }
const FROM_EVERYWHERE: Allowance = { requests: 100, duration: '1 hour', blockDuration: '1 hour' }

/**
 * Lanes of a login by password. A browser that let this person in before has a lane of its own, so that nobody
 * who guesses elsewhere keeps them out. Every way to write a name that finds the same person counts as one.
 */
export async function passwordLanes(ctx: HttpContext, name: string): Promise<Lane[]> {
  const { ports } = await app.container.make('identity')
  const found = (await ports.records.credentials(name))?.user.id
  const device = knownDevice(ctx)
  if (found !== undefined && device?.users.includes(found) === true) {
    return [[`login ${found} on ${device.id}`, BY_PERSON]]
  }
  const from = ctx.request.ip()
  const who = found ?? name.normalize('NFC').trim().toLowerCase()
  return [
    [`login ${who} from ${from}`, BY_PERSON],
    [`login from ${from}`, BY_ADDRESS],
    [`login ${who}`, FROM_EVERYWHERE],
  ]
}

/** Lanes of a login by passkey. */
export function passkeyLanes(ctx: HttpContext): Lane[] {
  const device = knownDevice(ctx)
  const where = device === null ? `from ${ctx.request.ip()}` : `on ${device.id}`
  return [[`passkey ${where}`, BY_ADDRESS]]
}

/** Lanes of whoever is logged in and shows again who they are, by whatever asks for it. */
export function freshLanes({ caller }: HttpContext): Lane[] {
  return [[`fresh ${caller!.user.id}`, BY_PERSON]]
}

/** Lanes of the code that makes the owner. */
export function setupLanes({ request }: HttpContext): Lane[] {
  return [[`setup from ${request.ip()}`, BY_PERSON]]
}

/**
 * Runs an attempt unless one of its lanes is closed: 429 then, with the time until it is open. `false` counts as a
 * wrong one in each lane; `null` in none; whatever else clears the first lane alone: the others are not of whoever
 * was let in. It counts from its beginning: of guesses that are sent all at once no more are looked at than of
 * those one after the other.
 */
export async function attempt<T>(lanes: readonly Lane[], run: () => Promise<T>): Promise<T> {
  const counted = lanes.map(([key, allowance]) => ({ key, one: limiter.use(allowance) }))
  for (const { key, one } of counted) {
    if (await one.isBlocked(key)) throw tooMany(await one.availableIn(key))
  }
  for (const { key, one } of counted) await one.consume(key)
  const outcome = await run()
  if (outcome === false) return outcome
  for (const [at, { key, one }] of counted.entries()) {
    if (at === 0 && outcome !== null) await one.delete(key)
    else await one.decrement(key)
  }
  return outcome
}

function tooMany(availableInS: number): ApiProblem {
  const seconds = Math.max(1, availableInS)
  return new ApiProblem(429, 'too_many', `too many attempts; try again in ${seconds} s`, {
    headers: { 'retry-after': String(seconds) },
    members: { retryAfterS: seconds },
  })
}
