import { session } from '../app/adapters/broker/live/session.js'

/** Knows a real broker, as a provider may. */
export const desk = session
