import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { leaveAudit } from '../leave_audit.js'

/** Writes down that a change of a plugin was asked for, from where; what came of it follows it. */
export function askedFor(ctx: HttpContext, plugin: string, what: string): Promise<void> {
  return leaveAudit(ctx, 'plugin.asked', `plugin:${plugin.slice(0, 100)}`, { what })
}

/** Tells whoever listens that plugins changed. */
export async function changed(): Promise<void> {
  const { hub } = await app.container.make('streams')
  hub.publish('plugins', { refetch: true })
}
