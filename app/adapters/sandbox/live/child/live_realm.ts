import type IsolatedVm from 'isolated-vm'
import type { LoadOrder } from '../live_frame.js'
import { ivm } from '../../child/isolated_vm.js'

type Reference = IsolatedVm.Reference<(...parts: never[]) => unknown>

/** Scripts of the platform for the realm of a live plugin, put in when the child is bundled. */
export interface LiveScripts {
  /** Declares `__realm`: the hardening. */
  readonly realm: string
  /** Declares `__live`: the runtime of the SDK for live plugins. */
  readonly live: string
}

/** The realm of one plugin, in an isolate of its own. Every call runs guest code under a time limit. */
export class LiveRealm {
  readonly #isolate: IsolatedVm.Isolate
  readonly #context: IsolatedVm.Context
  readonly #order: LoadOrder
  readonly #load: Reference
  readonly #start: Reference
  readonly #handle: Reference

  constructor(order: LoadOrder, scripts: LiveScripts) {
    this.#order = order
    // Without a handler of catastrophes the library aborts this process, which is what is wanted:
    // a handler could not run, since this thread is the one that is stuck in the isolate.
    this.#isolate = new ivm.Isolate({ memoryLimit: order.memoryMb })
    this.#context = this.#isolate.createContextSync()
    const realm = this.#evaluate(scripts.realm, '__realm', 'aq:realm')
    const part = (name: string) => realm.getSync(name as never, { reference: true }) as Reference
    part('harden').applySync(undefined, [order.seed] as never)
    const runtime = this.#evaluate(scripts.live, '__live', 'aq:live')
    const guest = part('createGuest').applySync(undefined, [runtime.derefInto()] as never, {
      result: { reference: true },
    }) as unknown as IsolatedVm.Reference<Record<string, unknown>>
    this.#load = part('load')
    this.#start = guest.getSync('start', { reference: true }) as Reference
    this.#handle = guest.getSync('handle', { reference: true }) as Reference
  }

  /** Compiles and loads the plugin; '' or a JSON text with `message` and `stack`. */
  load(code: string): string {
    const { id, startTimeoutMs } = this.#order
    const script = this.#isolate.compileScriptSync(
      `(function(){\n${code}\nreturn __plugin})`,
      // The wrapper's first line is not the author's.
      { filename: `aq-plugin://${id}/plugin.js`, lineOffset: -1 }
    )
    const made = script.runSync(this.#context, {
      reference: true,
      release: true,
      timeout: startTimeoutMs,
    }) as unknown as IsolatedVm.Reference
    return textOf(
      this.#load.applySync(undefined, [made.derefInto({ release: true })] as never, {
        timeout: startTimeoutMs,
      })
    )
  }

  /** Starts the plugin; the guest's answer. */
  start(): string {
    const { setup, startTimeoutMs } = this.#order
    return textOf(this.#start.applySync(undefined, [setup] as never, { timeout: startTimeoutMs }))
  }

  /** Hands over one event; the guest's answer. */
  handle(event: string): string {
    return textOf(
      this.#handle.applySync(undefined, [event] as never, { timeout: this.#order.timeoutMs })
    )
  }

  /** Runs a script that declares `name` without leaving that name in the realm. */
  #evaluate(code: string, name: string, filename: string) {
    const script = this.#isolate.compileScriptSync(
      `(function(){\n${code}\nreturn Object.assign({}, ${name})})()`,
      { filename, lineOffset: -1 }
    )
    return script.runSync(this.#context, {
      reference: true,
      release: true,
    }) as unknown as IsolatedVm.Reference<Record<string, unknown>>
  }
}

function textOf(answer: unknown): string {
  if (typeof answer !== 'string') throw new TypeError('the guest answered no text')
  return answer
}
