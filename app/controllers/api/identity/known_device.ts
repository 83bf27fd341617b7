import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { randomHex } from '#engine/identity/identity_ports.js'

const COOKIE = 'aq_device'
const ID = /^[0-9a-f]{32}$/
const ID_BYTES = 16
/** Newest first; a browser of more people forgets who came longest ago. */
const USERS_MAX = 10

/** A browser that let somebody in before. It proves nothing about who sits at it. */
export interface KnownDevice {
  readonly id: string
  /** Ids of the people that it let in. */
  readonly users: readonly string[]
}

/** The browser that asks, if it let somebody in before; what its cookie says only this installation can write. */
export function knownDevice({ request }: HttpContext): KnownDevice | null {
  const kept = request.encryptedCookie(COOKIE) as KnownDevice | null | undefined
  return kept !== null && kept !== undefined && ID.test(kept.id) ? kept : null
}

/** Has the browser know this person from now on. */
export async function rememberDevice(ctx: HttpContext, userId: string): Promise<void> {
  const { ports } = await app.container.make('identity')
  const before = knownDevice(ctx)
  const others = before?.users.filter((one) => one !== userId) ?? []
  const device: KnownDevice = {
    id: before?.id ?? randomHex(ports, ID_BYTES),
    users: [userId, ...others].slice(0, USERS_MAX),
  }
  ctx.response.encryptedCookie(COOKIE, device, { maxAge: '180d' })
}
