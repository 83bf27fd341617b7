import { PluginHost } from '#engine/plugin_host/plugin_host.js'
import { ScriptedPorts, type Script } from './scripted_host.js'

/** The one plugin of these worlds. */
export const KEY = { id: 'tester', environment: 'paper' } as const
/** Starts it as an agent. */
export const REQUEST = { ...KEY, kind: 'agent' } as const

/** A timer that has come due. */
export const TICK = { type: 'timer', name: 'x', atMs: 1 } as const
/** It took too long and was ended. */
export const KILLED = { type: 'timed_out', timeoutMs: 100 } as const
/** It threw. */
export const THREW = { type: 'threw', message: 'mine', stack: [], location: null } as const

/** Does what the name of the timer says. */
export const OBEDIENT: Script = ({ name }) =>
  name === 'kill' ? KILLED : name === 'throw' ? THREW : { value: name }

/** A host and its scripted world. */
export function stand(script: Script = OBEDIENT) {
  const world = new ScriptedPorts()
  world.scripts = { '1.0.0': script, '2.0.0': script }
  return { world, host: new PluginHost(world.ports()) }
}

/** A timer of that name. */
export const event = (name: string) => ({ ...TICK, name })
