/** Runs one ace command. */
import './without_proto.js'
import './small_young.js'
import 'reflect-metadata'
import { runAceLine } from './ace_line.js'

await runAceLine(process.argv.splice(2))
