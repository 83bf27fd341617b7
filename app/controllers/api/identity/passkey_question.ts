import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { PasskeyQuestion, PasskeySite } from '#ports/passkeys.js'
import { ApiProblem, refused } from '#exceptions/api_problem'

/** What a question is asked for: an answer to another one is none. */
export type PasskeyPurpose = 'add' | 'log_in' | 'freshen'

/** A question that waits for its answer, in the session. */
interface Waiting {
  readonly purpose: PasskeyPurpose
  readonly challenge: string
  readonly askedAtMs: number
}

/** A person has so long to find the device. */
const PATIENCE_MS = 3 * 60_000

/** The site that this request's page is of; refuses addresses where browsers have no passkeys. */
export async function siteOf({ request }: HttpContext): Promise<PasskeySite> {
  const { passkeySite } = await app.container.make('identity')
  const site = passkeySite(request.header('host') ?? '')
  if (site !== null) return site
  throw refused(
    'open the panel as localhost: browsers keep passkeys for names, never for an address of digits',
    'passkeys_elsewhere'
  )
}

/** Keeps a question until its answer comes, and gives what the browser is to be asked. */
export async function wait(
  { session }: HttpContext,
  purpose: PasskeyPurpose,
  { challenge, options }: PasskeyQuestion
): Promise<{ options: object }> {
  const { ports } = await app.container.make('identity')
  session.put('passkey', { purpose, challenge, askedAtMs: ports.now() } satisfies Waiting)
  return { options }
}

/** The challenge of the question that waits, which is over with this: each is answered once. */
export async function challengeOf(
  { session }: HttpContext,
  purpose: PasskeyPurpose
): Promise<string> {
  const { ports } = await app.container.make('identity')
  const waiting = session.pull('passkey', null) as Waiting | null
  const isCurrent = waiting?.purpose === purpose && ports.now() - waiting.askedAtMs <= PATIENCE_MS
  if (isCurrent) return waiting.challenge
  throw new ApiProblem(409, 'passkey_late', 'ask again: no question for a passkey waits here')
}
