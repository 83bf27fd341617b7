import app from '@adonisjs/core/services/app'

/**
 * Names for actors as records have them: a person's name for `user:usr_…`, the name of its token for a
 * program. Who is not known, such as the console or the engine, stays as it is.
 */
export async function actorNames(): Promise<(actor: string) => string> {
  const { ports } = await app.container.make('identity')
  const [users, tokens] = await Promise.all([ports.records.users(), ports.records.tokens()])
  const names = new Map<string, string>([
    ...users.map(({ id, name }): [string, string] => [`user:${id}`, name]),
    ...tokens.map(({ id, name }): [string, string] => [`token:${id}`, name]),
  ])
  return (actor) => names.get(actor) ?? actor
}
