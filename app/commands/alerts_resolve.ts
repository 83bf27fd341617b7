import { AlertWordCommand } from './_alert_command.js'

/** Say that an alert is over; it opens again when it is raised again. */
export default class AlertsResolve extends AlertWordCommand {
  static override commandName = 'alerts:resolve'
  static override description = 'Say that an alert is over; it opens again when it is raised again'

  override async run() {
    await this.say('resolveByHand', 'resolved')
  }
}
