import { flags } from '@adonisjs/core/ace'
import { GatewayCommand } from './_gateway_command.js'

/** Follows the whole audit log and says where it was changed. */
export default class AuditVerify extends GatewayCommand {
  static override commandName = 'audit:verify'
  static override description = 'Check that no row of the audit log was changed, removed or added'
  static override help = [
    'Keep the hash that it prints somewhere else. Later,',
    '  {{ binaryName }} audit:verify --expect HASH',
    'also finds a log that was written anew as a whole.',
  ]

  @flags.string({ description: 'A hash that was printed before; its row must still be there' })
  declare expect?: string

  override async run() {
    const { ports } = await this.gateway()
    const { rows, broken } = await ports.audit.verify()
    if (broken !== null) {
      const message = `the audit log is broken at row ${broken.sequence}: ${broken.reason}`
      return this.fail(message, { rows, broken })
    }
    const { expect } = this
    if (expect !== undefined && !(await ports.audit.has(expect))) {
      return this.fail(`no row has the hash ${expect}: the log is another one than it was`, {
        rows,
      })
    }
    const [last] = await ports.audit.list({ limit: 1 })
    const hash = last?.hash ?? null
    this.answer({ rows, hash }, () => [
      rows === 1 ? '1 row, as it was written' : `${rows} rows, each follows from the one before`,
      ...(hash === null ? [] : [`hash of the last: ${hash}`]),
    ])
  }
}
