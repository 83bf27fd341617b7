import { refuse, type CommandTranslator } from './command_translator.js'

/** Comparisons take their commands themselves; one that comes here is of an engine that makes none. */
export const noComparisons: CommandTranslator = (_book, command) =>
  refuse(command, 'this engine makes no comparisons with its broker')
