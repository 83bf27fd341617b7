import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Running } from './process.js'

/** Why tests with Redis cannot run here, `false` where they can. */
export const REDIS_ABSENT =
  spawnSync('redis-server', ['--version']).status !== 0 && 'there is no redis-server here'

/** A Redis of its own that can be stopped, started again at the same port, and put to sleep. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aq-redis-'))
  #running: Running | null = null

  private constructor(private readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.start()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder]
    const args = [...options, '--save', '', '--appendonly', 'no']
    this.#running = new Running(spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] }))
    await this.#running.says(/Ready to accept connections/)
  }

  async kill(): Promise<void> {
    this.#running?.child.kill('SIGKILL')
    await this.#running?.ended
    this.#running = null
  }

  sleep(): void {
    this.#running?.child.kill('SIGSTOP')
  }

  wake(): void {
    this.#running?.child.kill('SIGCONT')
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
