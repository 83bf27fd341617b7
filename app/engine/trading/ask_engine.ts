import type { Clock } from '#ports/clock.js'
import type { CommandInbox, CommandState, NewCommand } from '#ports/command_inbox.js'

/** How often the outcome is looked for. */
const LOOK_MS = 30

/**
 * Writes a command for the engine and waits for what became of it. Still `waiting` when nobody carried it
 * out in time; it stays written, and is carried out later unless it expires.
 */
export async function askEngine(
  ports: { readonly inbox: CommandInbox; readonly clock: Clock },
  command: NewCommand,
  patienceMs: number
): Promise<CommandState> {
  const { inbox, clock } = ports
  const untilMs = clock.nowMs() + patienceMs
  let state = await inbox.write(command)
  while (state.status === 'waiting' && clock.nowMs() < untilMs) {
    await new Promise<void>((resolve) => clock.setTimer(clock.nowMs() + LOOK_MS, resolve))
    state = (await inbox.state(command.id)) ?? state
  }
  return state
}
