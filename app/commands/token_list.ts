import { IdentityCommand } from './_identity_command.js'

const day = (ms: number | null) => (ms === null ? 'never' : new Date(ms).toISOString().slice(0, 10))

/** Lists the tokens of programs. */
export default class TokenList extends IdentityCommand {
  static override commandName = 'token:list'
  static override description = 'List the tokens of programs'

  override async run() {
    const { ports, formatTable } = await this.identity()
    const [tokens, users] = await Promise.all([ports.records.tokens(), ports.records.users()])
    this.answer({ tokens }, () => {
      if (tokens.length === 0) return ['no tokens; see node ace help token:create']
      const nameOf = (id: string) => users.find((one) => one.id === id)?.name ?? id
      const rows = tokens.map((token) => [
        token.id,
        token.name,
        nameOf(token.userId),
        token.revokedAtMs === null ? day(token.expiresAtMs) : `revoked ${day(token.revokedAtMs)}`,
        day(token.lastUsedMs),
        token.abilities.join(' ') +
          (token.strategies === null ? '' : ` on ${token.strategies.join(' ')}`),
      ])
      return formatTable(
        ['id', 'name', 'acts for', 'until', 'last use', 'may'].map((title) => ({ title })),
        rows
      )
    })
  }
}
