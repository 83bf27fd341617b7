/**
 * Entry point of `node ace <command>` in a checkout: TypeScript is translated while it loads.
 * Typed under a Node.js that is too old, it goes on with the one the launcher fetched.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NODE_MAJOR_MIN, presentNode } from './bin/launch/runtime.mjs'

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '')
const node = presentNode(root)

if (node === null || !existsSync(new URL('node_modules/@swc/core', import.meta.url))) {
  const lack = node
    ? 'The dependencies are not installed'
    : `Node.js ${process.versions.node} is older than ${NODE_MAJOR_MIN}`
  console.error(
    `${lack}: type "npm run ace -- ${process.argv.slice(2).join(' ') || 'list'}", which sets up what is missing.`
  )
  process.exitCode = 1
} else if (node !== process.execPath) {
  const [{ environment }, { run }] = await Promise.all([
    import('./bin/launch/npm.mjs'),
    import('./bin/launch/run.mjs'),
  ])
  process.exitCode = await run(node, process.argv.slice(1), { env: environment(node) })
} else {
  await import('./bin/typescript.mjs')
  await import('./bin/console.js')
}
