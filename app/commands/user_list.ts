import { IdentityCommand } from './_identity_command.js'

/** Lists the people who may log in. */
export default class UserList extends IdentityCommand {
  static override commandName = 'user:list'
  static override description = 'List the people who may log in'

  override async run() {
    const { ports, formatTable } = await this.identity()
    const users = await ports.records.users()
    this.answer({ users }, () => {
      if (users.length === 0) {
        return ['nobody yet: open the panel, or node ace user:add NAME --role owner']
      }
      const rows = users.map((user) => [
        user.name,
        user.role,
        user.isEnabled ? 'may log in' : 'locked',
        user.hasTotp ? 'yes' : 'no',
        user.lastLoginMs === null ? 'never' : new Date(user.lastLoginMs).toISOString().slice(0, 16),
        user.id,
      ])
      return formatTable(
        ['name', 'role', 'state', 'second factor', 'last login (UTC)', 'id'].map((title) => ({
          title,
        })),
        rows
      )
    })
  }
}
