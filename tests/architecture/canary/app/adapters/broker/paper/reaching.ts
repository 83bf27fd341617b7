import { connect } from 'node:net'
import { session } from '../live/session.js'

/** Two faults at once: a way out, and another broker. */
export const reaching = [connect, session]
