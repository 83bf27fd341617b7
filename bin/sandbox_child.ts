/**
 * The process in which plugin code runs. Bundled into one script and started by the sandbox, never
 * by hand: it expects its job on standard input and answers on descriptor 3.
 */
import { readColumns } from '#adapters/market_data/history/column_file.js'
import { runChild } from '#adapters/sandbox/child/main.js'

runChild(({ path, fromIndex, toIndex }) => readColumns(path, fromIndex, toIndex).buffer)
