import type { CommandInbox, CommandRow, CommandState, NewCommand } from '#ports/command_inbox.js'
import type { CommandOutcome } from '#ports/journal.js'
import type { CallFate, Life } from '../world/life.js'

/** Commands and what became of them, as the database has them: they outlive every process. */
export class InboxStore {
  readonly rows: CommandRow[] = []
  readonly outcomes = new Map<string, CommandOutcome>()
  readonly wakes = new Set<() => void>()

  /** A command of the same id is the same command. */
  write(command: NewCommand): void {
    if (this.rows.some(({ id }) => id === command.id)) return
    const body = JSON.parse(JSON.stringify(command.body)) as unknown
    this.rows.push({ ...command, body })
  }

  waiting(): CommandRow[] {
    return this.rows.filter(({ id }) => !this.outcomes.has(id))
  }

  /** An outcome that became durable; the first one counts. */
  tell(outcome: CommandOutcome): void {
    if (!this.outcomes.has(outcome.id)) this.outcomes.set(outcome.id, outcome)
  }
}

/** A process's way to the commands. */
export class SimInbox implements CommandInbox {
  constructor(
    private readonly place: { readonly store: InboxStore; readonly life: Life; fate(): CallFate }
  ) {}

  async write(command: NewCommand): Promise<CommandState> {
    this.place.store.write(command)
    return { status: 'waiting', detail: null }
  }

  async state(id: string): Promise<CommandState | null> {
    return this.place.store.outcomes.get(id) ?? null
  }

  waiting(): Promise<readonly CommandRow[]> {
    const { life, store, fate } = this.place
    return life.call('commands', fate(), () => store.waiting())
  }

  watch(wake: () => void): Promise<() => Promise<void>> {
    const { life, store, fate } = this.place
    const ear = () => life.hear(wake)
    return life.call('ear for commands', fate(), () => {
      store.wakes.add(ear)
      return async () => {
        store.wakes.delete(ear)
      }
    })
  }
}
