import type { TypeFault } from '#ports/plugin_type_checker.js'

/** What a plugin uses instead of what Node.js and browsers have. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...every(
    ['fetch', 'XMLHttpRequest', 'WebSocket', 'Request', 'Response', 'Headers', 'URL'],
    'plugins have no network of their own: an agent or broker declares net:connect and asks the host (docs/plugins/permissions.md); a strategy decides from its bars alone'
  ),
  ...every(
    ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
    'there are no timers in the sandbox: a strategy is called for every bar; an agent or broker declares timers and sets them in the host'
  ),
  ...every(
    ['process', '__dirname', '__filename', 'global'],
    'the sandbox is not Node.js: what a plugin may vary is a parameter in aq-plugin.json'
  ),
  ...every(
    ['require', 'module', 'exports'],
    'write an import at the head of the file; only @aq-trading/sdk and own files can be imported'
  ),
  ...every(
    ['Buffer', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'Blob'],
    'bytes are a Uint8Array, texts are plain strings in the sandbox'
  ),
  ...every(['console'], 'write to the log of the run with context.log(...)'),
  ...every(
    ['window', 'document', 'navigator', 'localStorage', 'sessionStorage', 'self'],
    'the sandbox is not a browser: what a strategy remembers is in its variables, what an agent keeps is in its storage'
  ),
  ...every(
    ['crypto', 'performance', 'structuredClone', 'AbortController', 'WebAssembly'],
    'the sandbox has the language of ES2023 and the SDK, nothing of Node.js or a browser'
  ),
  ...every(
    ['SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry'],
    'it would tell the time or the state of the memory, so a run could not be repeated'
  ),
  ...every(['eval', 'Function'], 'code made out of texts does not run; write a function'),
}

const IMPORT_HINT =
  'only @aq-trading/sdk and files of the own folder can be imported; a package must be copied into the folder'

/** A fault with what to use instead, when that is known. */
export function withHint(fault: TypeFault): TypeFault {
  const name = /^Cannot find name '([^']+)'|^"(\w+)" is not there/.exec(fault.message)
  const missing = name?.[1] ?? name?.[2]
  if (missing !== undefined && Object.hasOwn(INSTEAD, missing)) {
    return { ...fault, hint: INSTEAD[missing] as string }
  }
  const module = /^Cannot find module '([^']+)'/.exec(fault.message)?.[1]
  if (module !== undefined && !module.startsWith('.')) return { ...fault, hint: IMPORT_HINT }
  return fault
}

function every(names: readonly string[], hint: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, hint]))
}
