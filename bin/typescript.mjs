/**
 * Lets Node.js run the TypeScript of this checkout: `node --import=./bin/typescript.mjs bin/server.ts`.
 *
 * Types are not checked, only taken away; `npm run typecheck` checks them. What was translated once
 * is kept beside the packages, named by a hash of its source, and the hooks run in the thread that
 * imports: a command starts in half the time of a loader that translates anew in a thread of its own.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url).href
const CACHE = fileURLToPath(new URL('../node_modules/.cache/typescript/', import.meta.url))

/** The compiler options of tsconfig.json that change what is emitted, in the compiler's own words. */
const SWC = {
  swcrc: false,
  configFile: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'esnext',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    experimental: { keepImportAttributes: true },
    keepClassNames: true,
  },
}

let compiler = null
const compilerVersion = versionOf('@swc/core')

registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context)
    } catch (error) {
      // Imports name the file as it will be built; in the checkout it is the TypeScript beside it.
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.url?.startsWith(ROOT)) throw error
      if (!error.url.endsWith('.js')) throw error
      return nextResolve(`${error.url.slice(0, -3)}.ts`, context)
    }
  },
  load(url, context, nextLoad) {
    if (!url.startsWith(ROOT) || !/\.ts(\?|$)/.test(url)) return nextLoad(url, context)
    return { format: 'module', source: translated(fileURLToPath(url)), shortCircuit: true }
  },
})
process.setSourceMapsEnabled(true)
enableCompileCache(`${CACHE}bytecode`)

function translated(path) {
  const source = readFileSync(path, 'utf8')
  const name = createHash('sha256').update(`${compilerVersion}\0${path}\0${source}`).digest('hex')
  const kept = `${CACHE}${name}.js`
  try {
    return readFileSync(kept, 'utf8')
  } catch {
    const code = translate(source, path)
    keep(kept, code)
    return code
  }
}

function translate(source, path) {
  compiler ??= createRequire(import.meta.url)('@swc/core')
  return compiler.transformSync(source, { ...SWC, filename: path }).code
}

/** A folder that cannot be written to costs time, not correctness. */
function keep(path, code) {
  try {
    mkdirSync(CACHE, { recursive: true })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, code)
    renameSync(draft, path)
  } catch {
    return
  }
}

function versionOf(name) {
  const require = createRequire(import.meta.url)
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version
}
