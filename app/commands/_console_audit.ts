import type { ApplicationService } from '@adonisjs/core/types'
import { consoleActor } from './_console_actor.js'

/** Writes down what somebody at the console did, as the API does for its callers. */
export async function leaveAudit(
  app: ApplicationService,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>
): Promise<void> {
  const { ports } = await app.container.make('identity')
  const entry = { actor: consoleActor(), action, subject }
  await ports.audit.append({ ...entry, detail: { ...detail, from: 'console' } })
}
