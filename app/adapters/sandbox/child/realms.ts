import { LIVE_GUEST_PARTS } from '../realm/live_guest_calls.js'
import { GUEST_PARTS } from '../realm/wrapped_guest.js'
import type { RealmScripts } from '../wire/messages.js'
import { ivm, type IsolatedVm } from './isolated_vm.js'

type Reference = IsolatedVm.Reference<(...parts: never[]) => unknown>

/** A plugin's realm, hardened, with the guest runtime in it and no plugin yet. */
export interface PluginRealm {
  readonly guestParts: readonly IsolatedVm.Dereference<unknown>[]
  /** Parts of `count` guests with the platform's own strategy, one after the other; only where numbers drive. */
  rehearsalParts(count: number): Promise<readonly IsolatedVm.Dereference<unknown>[]>
  /** Loads the plugin's bundle; '' or a JSON text with `message` and `stack`. */
  load(code: string, id: string): Promise<string>
}

/** How a plugin is driven: a strategy by numbers, rules and agents by events. */
export type GuestForm = 'numbers' | 'events'

/** Makes the realm of a plugin in `isolate`. */
export async function openPluginRealm(
  isolate: IsolatedVm.Isolate,
  scripts: RealmScripts,
  { seed, form }: { readonly seed: number; readonly form: GuestForm }
): Promise<PluginRealm> {
  const context = await isolate.createContext()
  const realm = await evaluate(isolate, context, scripts.pluginRealm, '__realm', 'aq:realm')
  const part = (name: string) => realm.getSync(name as never, { reference: true }) as Reference
  await part('harden').apply(undefined, [seed] as never)
  const runtime =
    form === 'numbers'
      ? await evaluate(isolate, context, scripts.guest, '__guest', 'aq:guest')
      : await evaluate(isolate, context, scripts.live, '__live', 'aq:live')
  const names: readonly string[] = form === 'numbers' ? GUEST_PARTS : LIVE_GUEST_PARTS
  const partsOf = async (make: 'createGuest' | 'createRehearsalGuest') => {
    const guest = (await part(make).apply(undefined, [runtime.derefInto()] as never, {
      result: { reference: true },
    })) as unknown as IsolatedVm.Reference<Record<string, unknown>>
    return names.map((name) =>
      (guest.getSync(name, { reference: true }) as IsolatedVm.Reference).derefInto()
    )
  }
  return {
    guestParts: await partsOf('createGuest'),
    async rehearsalParts(count) {
      const parts: IsolatedVm.Dereference<unknown>[] = []
      for (let k = 0; k < count; k++) parts.push(...(await partsOf('createRehearsalGuest')))
      return parts
    },
    async load(code, id) {
      const script = await evaluateFunction(isolate, context, code, '__plugin', pluginFile(id))
      return (await part('load').apply(undefined, [script.derefInto()] as never)) as string
    },
  }
}

/** Makes the kernel's realm in `isolate`, with the simulation joined to its membrane. */
export async function openKernelRealm(
  isolate: IsolatedVm.Isolate,
  scripts: RealmScripts,
  shared: { counters: SharedArrayBuffer; signalsMax: number }
): Promise<KernelRealm> {
  const context = await isolate.createContext()
  const kernel = await evaluate(isolate, context, scripts.kernel, '__kernel', 'aq:kernel')
  const membrane = await evaluate(isolate, context, scripts.membrane, '__membrane', 'aq:membrane')
  const join = membrane.getSync('join' as never, { reference: true }) as Reference
  const counters = new ivm.ExternalCopy(shared.counters).copyInto({ release: true })
  const joined = (await join.apply(
    undefined,
    [kernel.derefInto(), counters, shared.signalsMax] as never,
    { result: { reference: true } }
  )) as unknown as IsolatedVm.Reference<Record<string, unknown>>
  return new KernelRealm(joined)
}

/** The joined kernel, called by name; only texts, numbers and fresh buffers come back. */
export class KernelRealm {
  readonly #joined: IsolatedVm.Reference<Record<string, unknown>>

  constructor(joined: IsolatedVm.Reference<Record<string, unknown>>) {
    this.#joined = joined
  }

  /** Calls a function of `join`'s answer in the isolate's own thread. */
  async call(name: string, ...parts: unknown[]): Promise<unknown> {
    const reference = this.#joined.getSync(name, { reference: true }) as Reference
    return reference.apply(undefined, parts as never)
  }

  /** Hands over the columns of the next instrument, in the order of the configuration. */
  async addBuffer(buffer: SharedArrayBuffer): Promise<void> {
    await this.call('addBuffer', new ivm.ExternalCopy(buffer).copyInto({ release: true }))
  }

  /** As `call`, for an answer that is a buffer. */
  async callForBytes(name: string, ...parts: unknown[]): Promise<Uint8Array> {
    const reference = this.#joined.getSync(name, { reference: true }) as Reference
    const answer = await reference.apply(undefined, parts as never, { result: { copy: true } })
    return new Uint8Array(answer as unknown as ArrayBuffer)
  }
}

/** The name under which a plugin's script appears in stacks. */
function pluginFile(id: string): string {
  return `aq-plugin://${id}/plugin.js`
}

/** Runs a script that declares `name` without leaving that name in the realm. */
async function evaluate(
  isolate: IsolatedVm.Isolate,
  context: IsolatedVm.Context,
  code: string,
  name: string,
  filename: string
): Promise<IsolatedVm.Reference<Record<string, unknown>>> {
  const script = await isolate.compileScript(
    `(function(){\n${code}\nreturn Object.assign({}, ${name})})()`,
    {
      filename,
      lineOffset: -1,
    }
  )
  return (await script.run(context, { reference: true, release: true })) as never
}

/** As `evaluate`, but only makes the function that would run the script. */
async function evaluateFunction(
  isolate: IsolatedVm.Isolate,
  context: IsolatedVm.Context,
  code: string,
  name: string,
  filename: string
): Promise<Reference> {
  const script = await isolate.compileScript(`(function(){\n${code}\nreturn ${name}})`, {
    filename,
    lineOffset: -1,
  })
  return (await script.run(context, { reference: true, release: true })) as never
}
