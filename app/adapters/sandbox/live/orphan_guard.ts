import { spawn, type ChildProcess } from 'node:child_process'

/**
 * Keeps a list of process ids from its standard input and kills what is on it when the input ends.
 *
 * `+ 12` puts one on the list, `- 12` takes it off.
 */
const SCRIPT = `
pids=' '
while read -r word pid; do
  case $word in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
[ "$pids" = ' ' ] || kill -9 $pids`

/**
 * A small shell beside the host, for systems that do not kill a process when its parent ends: it waits
 * for the end of the host's pipe and kills the children that are left.
 */
export class OrphanGuard {
  readonly #shell: ChildProcess

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: process.env.PATH ?? '' },
      cwd: '/',
      detached: true,
    })
    // Without a shell there is no guard; the pipe of each child is what is left.
    this.#shell.on('error', () => {})
    this.#shell.stdin?.on('error', () => {})
    // It must not keep a host alive that has nothing else to do.
    this.#shell.unref()
    ;(this.#shell.stdin as unknown as { unref?: () => void } | null)?.unref?.()
  }

  /** Watches over a child until it is gone. */
  watch(pid: number, gone: Promise<void>): void {
    this.#shell.stdin?.write(`+ ${pid}\n`)
    void gone.then(() => this.#shell.stdin?.write(`- ${pid}\n`))
  }

  /** Ends the guard, after the children that it watches over. */
  close(): void {
    this.#shell.stdin?.end()
  }
}
