import { consoleActor } from './_console_actor.js'
import { GatewayCommand } from './_gateway_command.js'
import { hiddenQuestion } from './_hidden_question.js'

/** More than the longest password: whoever pipes a file by mistake is told so. */
const STDIN_LENGTH_MAX = 1_000

/** Commands about people and tokens. Whoever can run them can read the database: they are the owner's. */
export abstract class IdentityCommand extends GatewayCommand {
  protected identity() {
    return this.app.container.make('identity')
  }

  /** Who asks, for the audit log. */
  protected get asker() {
    return { actor: consoleActor(), from: 'console' }
  }

  /** A user by name or id; says so and answers `null` when there is none. */
  protected async user(nameOrId: string) {
    const { records } = (await this.identity()).ports
    const users = await records.users()
    const wanted = nameOrId.toLowerCase()
    const found = users.find(({ id, name }) => id === nameOrId || name.toLowerCase() === wanted)
    if (found !== undefined) return found
    const names = users.map(({ name }) => name).join(', ')
    this.refuse(
      `there is no user ${nameOrId}; there ${users.length === 1 ? 'is' : 'are'} ${names || 'none'}`
    )
    return null
  }

  /** A password, asked for twice or read from standard input; `null` when it was not given. */
  protected async password(name: string): Promise<string | null> {
    if (!process.stdin.isTTY) return this.#piped()
    const first = await hiddenQuestion(`Password for ${name}`)
    if (first === null) return this.#cancelled()
    const second = await hiddenQuestion('The same again')
    if (second === null) return this.#cancelled()
    if (first === second) return first
    this.refuse('the two are not the same')
    return null
  }

  async #piped(): Promise<string> {
    let text = ''
    for await (const piece of process.stdin.setEncoding('utf8')) {
      text += piece as string
      if (text.length > STDIN_LENGTH_MAX) break
    }
    return text.replace(/\r?\n$/, '')
  }

  #cancelled(): null {
    this.cancel()
    return null
  }
}
