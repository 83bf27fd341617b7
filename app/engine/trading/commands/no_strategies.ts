import { refuse, type CommandTranslator } from './command_translator.js'

/** Strategies are looked after beside the engine; where nobody does that they cannot be started. */
export const noStrategies: CommandTranslator = (_book, command) =>
  refuse(command, 'this engine runs no strategies')
