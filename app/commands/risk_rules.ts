import { CounselCommand } from './_counsel_command.js'

/** Plugin rules of an account. */
export default class RiskRules extends CounselCommand {
  static override commandName = 'risk:rules'
  static override description = 'List, enable or disable the plugin rules that judge every order'
  static override help = [
    '{{ binaryName }} risk:rules',
    '{{ binaryName }} risk:rules enable sector_cap --param sectorFractionMax=0.3',
    '{{ binaryName }} risk:rules disable sector_cap',
    'A rule that is enabled and cannot answer says no to every order that opens.',
  ]

  override async run() {
    await this.counsel({
      command: 'risk:rules',
      kinds: { enable: 'enable_rule', disable: 'disable_rule' },
      list: 'rules',
      none: 'plugin rules',
      enabled: (plugin, account) => `${plugin} judges every order of ${account} that opens`,
      disabled: (plugin) => `${plugin} is not asked any more`,
    })
  }
}
