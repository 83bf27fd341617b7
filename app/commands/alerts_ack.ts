import { AlertWordCommand } from './_alert_command.js'

/** Say that you have seen an alert; it stays until it is over. */
export default class AlertsAck extends AlertWordCommand {
  static override commandName = 'alerts:ack'
  static override description = 'Say that you have seen an alert; it stays until it is over'

  override async run() {
    await this.say('acknowledge', 'acknowledged')
  }
}
