import { args, flags } from '@adonisjs/core/ace'
import { ENVIRONMENTS, type Environment } from '#ports/plugin_records.js'
import { GatewayCommand } from './_gateway_command.js'

/** Takes permissions of a plugin back. */
export default class PluginRevoke extends GatewayCommand {
  static override commandName = 'plugin:revoke'
  static override description = 'Take permissions of a plugin back; counts from its next effect on'
  static override help = [
    '{{ binaryName }} plugin:revoke market_watch --env live',
    '{{ binaryName }} plugin:revoke market_watch net:connect@api.example.com:443',
  ]

  @args.string({ description: 'Id of the plugin' })
  declare pluginId: string

  @args.spread({ description: 'Only these permissions', required: false })
  declare permissions?: string[]

  @flags.string({ description: `Only in this environment: ${ENVIRONMENTS.join(', ')}` })
  declare env?: string

  @flags.array({ description: 'The same, one each time' })
  declare permission?: string[]

  @flags.string({ description: 'Why; kept in the audit log' })
  declare reason?: string

  override async run() {
    const environment = ENVIRONMENTS.find((one) => one === this.env)
    if (this.env !== undefined && environment === undefined) {
      return this.refuse(`--env is one of ${ENVIRONMENTS.join(', ')}`)
    }
    const permissions = [...(this.permissions ?? []), ...(this.permission ?? [])]
    const { ports, revokePermissions, permissionId, visible } = await this.gateway()
    const revoked = await revokePermissions(
      {
        pluginId: this.pluginId,
        actor: 'cli',
        ...(environment === undefined ? {} : { environment: environment satisfies Environment }),
        ...(permissions.length === 0 ? {} : { permissions }),
        ...(this.reason === undefined ? {} : { reason: this.reason }),
      },
      ports
    )
    if (!revoked.ok) return this.refuse(revoked.failure.message)
    if (revoked.value.length === 0) {
      return this.refuse(
        `nothing of that is granted to "${visible(this.pluginId)}"; see plugin:info ${visible(this.pluginId)}`
      )
    }
    const plugins = await this.app.container.make('plugins')
    await plugins.noteGrants(this.pluginId, plugins.ports)
    return this.answer({ revoked: revoked.value }, () =>
      revoked.value.map((one) => `revoked in ${one.environment}: ${permissionId(one)}`)
    )
  }
}
