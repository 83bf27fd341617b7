import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'

/** Writes down what a caller did, with where they called from. */
export async function leaveAudit(
  { caller }: HttpContext,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>
): Promise<void> {
  const { ports } = await app.container.make('identity')
  const { actor, from } = caller!
  await ports.audit.append({ actor, action, subject, detail: { ...detail, from } })
}
