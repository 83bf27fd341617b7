import { args, flags } from '@adonisjs/core/ace'
import type { ContainerBindings } from '@adonisjs/core/types'
import type { Manifest } from '#engine/plugin/manifest.js'
import type { GrantRequest } from '#engine/plugin_permissions/grants.js'
import { ENVIRONMENTS, type Environment } from '#ports/plugin_records.js'
import { GatewayCommand } from './_gateway_command.js'
import { chosen, question } from './_question.js'

type Gateway = ContainerBindings['gateway']

/** Grants a plugin what it asks for, in one environment. */
export default class PluginGrant extends GatewayCommand {
  static override commandName = 'plugin:grant'
  static override description = 'Grant a plugin permissions in one environment'
  static override help = [
    'Without options, on a terminal, shows what the plugin asks for and asks what to grant.',
    '{{ binaryName }} plugin:grant market_watch --env paper --all',
    '{{ binaryName }} plugin:grant market_watch net:connect@api.example.com:443 --env example',
    '{{ binaryName }} plugin:grant momentum --env live --all --confirm "live momentum"',
    'When an update waits for consent and no --env is given, the consent is to that update.',
  ]

  @args.string({ description: 'Id of the plugin' })
  declare pluginId: string

  @args.spread({ description: 'Permissions, as the manifest has them', required: false })
  declare permissions?: string[]

  @flags.string({ description: `${ENVIRONMENTS.join(', ')} (paper)` })
  declare env?: string

  @flags.array({ description: 'The same, one each time' })
  declare permission?: string[]

  @flags.boolean({ description: 'Everything that the manifest asks for' })
  declare all: boolean

  @flags.boolean({ description: 'Everything that is not optional' })
  declare required: boolean

  @flags.string({ description: 'What to type where the command asks for it' })
  declare confirm?: string

  @flags.string({ description: 'Why; kept in the audit log' })
  declare reason?: string

  override async run() {
    const environment = ENVIRONMENTS.find((one) => one === (this.env ?? 'paper'))
    if (environment === undefined) return this.refuse(`--env is one of ${ENVIRONMENTS.join(', ')}`)
    const gateway = await this.gateway()
    const found = await gateway.ports.grants.manifestOf(this.pluginId)
    const shownId = gateway.visible(this.pluginId)
    if (found === null) return this.refuse(`no plugin "${shownId}" is installed; see plugin:list`)
    if (found.hasStaged && this.env === undefined) return this.#acceptUpdate()
    const manifest = gateway.checkManifest(found.text)
    if (!manifest.ok) return this.refuse(`the manifest of ${shownId} cannot be read any more`)
    const granted = await gateway.activeGrants(
      { pluginId: this.pluginId, environment, manifestHash: found.manifestHash },
      gateway.ports.grants
    )
    const permissions =
      this.#chosen() ?? (await this.#ask(gateway, { manifest: manifest.value, granted }))
    if (permissions === null) return
    const request: GrantRequest = {
      manifest: manifest.value,
      manifestHash: found.manifestHash,
      level: found.level,
      environment,
      permissions,
      actor: 'cli',
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.confirm === undefined ? {} : { confirmation: this.confirm }),
    }
    await this.#grant(gateway, await this.#confirmed(gateway, request))
  }

  #chosen(): GrantRequest['permissions'] | null {
    if (this.all) return 'all'
    if (this.required) return 'required'
    const named = [...(this.permissions ?? []), ...(this.permission ?? [])]
    return named.length === 0 ? null : named
  }

  /** Shows what is asked for and lets a person choose; `null` after refusing. */
  async #ask(
    gateway: Gateway,
    of: {
      readonly manifest: Manifest
      readonly granted: Awaited<ReturnType<Gateway['activeGrants']>>
    }
  ): Promise<readonly string[] | null> {
    const lines = gateway.consentLines(of.manifest, of.granted)
    if (!this.#canAsk) {
      const asks = lines.map(({ id }) => id).join(', ') || 'nothing'
      this.refuse(`say what to grant: permissions, --all or --required; it asks for ${asks}`)
      return null
    }
    for (const { consent, words, reason, id, isGranted } of lines) {
      console.log(`${isGranted ? 'granted ' : ''}[${consent}] ${words}`)
      console.log(`    ${id}: "${reason}"`)
    }
    const open = lines.filter(({ isGranted }) => !isGranted)
    if (open.length === 0) {
      this.refuse('everything it asks for is granted already')
      return null
    }
    const ids = open.map(({ id }) => id)
    const granted = await chosen('Grant which?', ids)
    if (granted === null) this.cancel()
    else if (granted.length === 0) this.refuse('nothing was granted')
    return granted !== null && granted.length > 0 ? granted : null
  }

  /** The request with what a person types, where something has to be typed and somebody is there. */
  async #confirmed(gateway: Gateway, request: GrantRequest): Promise<GrantRequest> {
    const checked = gateway.checkGrant(request)
    if (checked.ok || checked.failure.code !== 'confirmation_needed' || !this.#canAsk) {
      return request
    }
    const confirmation = await question(`${checked.failure.message}:`)
    return confirmation === null ? request : { ...request, confirmation }
  }

  async #grant(gateway: Gateway, request: GrantRequest): Promise<void> {
    const { environment } = request
    const given = await gateway.grantPermissions(request, gateway.ports)
    if (!given.ok) {
      const { code, message } = given.failure
      const hint = code === 'confirmation_needed' ? ' with --confirm' : ''
      return this.refuse(`${message}${hint}`)
    }
    const plugins = await this.app.container.make('plugins')
    await plugins.noteGrants(this.pluginId, plugins.ports)
    this.answer({ environment: environment satisfies Environment, granted: given.value }, () =>
      given.value.length === 0
        ? [`all of that is granted in ${environment} already`]
        : given.value.map((one) => `granted in ${environment}: ${gateway.permissionId(one)}`)
    )
  }

  /** Consents to an update that waits. */
  async #acceptUpdate(): Promise<void> {
    const plugins = await this.app.container.make('plugins')
    const permissions = this.#chosen()
    if (permissions === null) {
      return this.refuse(
        `an update of ${this.pluginId} waits for consent: permissions, --all or --required say to what; --env grants the version that runs instead`
      )
    }
    const accepted = await plugins.acceptUpdate(
      { id: this.pluginId, grant: permissions, actor: 'cli', confirmation: this.confirm ?? null },
      plugins.ports
    )
    if (!accepted.ok) return this.refuse(accepted.failure.message)
    const { before, version, granted } = accepted.value
    this.answer(accepted.value, () => [
      `${this.pluginId} went from ${before} to ${version}`,
      ...granted.map((id) => `granted in example: ${id}`),
    ])
  }

  get #canAsk(): boolean {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && !this.json
  }
}
