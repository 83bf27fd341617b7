/** Runs a program in our place: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process'

/** Answers the exit code; a program ended by signal n gives 128 + n. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const forward = (signal) => child.kill(signal)
    const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
    // A terminal sends Ctrl+C to the child as well; passing it on would be a second one.
    const onSignal = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) forward(signal)
    }
    for (const signal of signals) process.on(signal, onSignal)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.removeListener(name, onSignal)
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 1))
    })
  })
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGTERM: 15 }
