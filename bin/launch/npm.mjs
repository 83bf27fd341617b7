/** Runs npm, with the Node.js the product uses. */
import { spawn } from 'node:child_process'
import { basename, delimiter, dirname } from 'node:path'
import { LaunchFailure } from './failure.mjs'

/**
 * Runs npm with `args` and answers when it is done; throws a LaunchFailure otherwise. `node` is the
 * Node.js that npm and the packages' install scripts run on; `onStart` is told npm's process id.
 */
export function npm(args, { cwd, what, advice, node = process.execPath, onStart = () => {} }) {
  const cli = process.env.npm_execpath
  const ownCli =
    cli !== undefined && /^npm(-cli)?(\.c?js)?$/.test(basename(cli)) && cli.endsWith('js')
  const [command, ...before] = ownCli ? [node, cli] : ['npm']
  const options = {
    cwd,
    // NODE_ENV=production would leave out packages that running from source needs.
    env: { ...environment(node), NODE_ENV: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !ownCli && process.platform === 'win32',
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], options)
    child.once('error', (error) =>
      reject(
        new LaunchFailure(
          `${what} failed: npm could not be run (${error.message}).`,
          'Install npm, which comes with Node.js, and try again.'
        )
      )
    )
    child.once('spawn', () => onStart(child.pid))
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve()
      reject(
        new LaunchFailure(
          `${what} failed (npm ${args[0]} ${signal ? `was stopped by ${signal}` : `ended with ${code}`}).`,
          advice
        )
      )
    })
  })
}

/**
 * The environment for a child: the chosen Node.js first on the path, and none of the settings the
 * calling npm passed down about the package it is running, which would mislead an inner npm.
 */
export function environment(node) {
  const result = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_(lifecycle|package|config_local_prefix|command|node_execpath)/i.test(name)) continue
    if (/^path$/i.test(name)) continue
    result[name] = value
  }
  const path = process.env.PATH ?? process.env.Path ?? ''
  result[process.platform === 'win32' ? 'Path' : 'PATH'] = [dirname(node), path].join(delimiter)
  return result
}
