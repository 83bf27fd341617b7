import type { CommandInbox, CommandRow } from '#ports/command_inbox.js'

/** What the reader works with. */
export interface InboxReaderPorts {
  readonly inbox: CommandInbox
  readonly account: string
  /** Carries a command out; resolves when its outcome is durable, or never will be. */
  carryOut(command: CommandRow): Promise<void>
}

/**
 * Takes commands out of the inbox, each once. A command that is being carried out holds up none that comes
 * after it: a halt does not wait for what it is to stop.
 */
export class InboxReader {
  /** Commands that must not be taken again. */
  readonly #taken = new Set<string>()
  /** Those of them whose outcome is durable: a look that begins from now on cannot find them. */
  #finished: string[] = []
  #reading: Promise<void> | null = null
  #isWoken = false
  #isClosed = false

  constructor(private readonly ports: InboxReaderPorts) {}

  /** Looks for commands; a call while it looks makes it look again. Rejects when it cannot look. */
  read(): Promise<void> {
    this.#isWoken = true
    if (this.#isClosed) return Promise.resolve()
    this.#reading ??= this.#read()
    return this.#reading
  }

  /** Takes nothing more. */
  close(): void {
    this.#isClosed = true
  }

  async #read(): Promise<void> {
    const { inbox, account, carryOut } = this.ports
    try {
      while (this.#isWoken && !this.#isClosed) {
        this.#isWoken = false
        for (const id of this.#finished.splice(0)) this.#taken.delete(id)
        for (const command of await inbox.waiting(account)) {
          if (this.#taken.has(command.id) || this.#isClosed) continue
          this.#taken.add(command.id)
          void carryOut(command).finally(() => this.#finished.push(command.id))
        }
      }
    } finally {
      // In the same breath as the last look at the wake: none is lost between the two.
      this.#reading = null
    }
  }
}
