import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './data_folder.js'
import { startNode, type Running } from './process.js'

/** A real npm registry (verdaccio) on this machine, in a process and a folder of its own, without uplinks. */
export class LoopbackRegistry {
  private constructor(
    readonly address: string,
    private readonly running: Running,
    private readonly folder: string
  ) {}

  /** Starts one on a free port of 127.0.0.1; resolves when it answers. */
  static async start(): Promise<LoopbackRegistry> {
    const folder = mkdtempSync(join(tmpdir(), 'aq-registry-'))
    const port = await freePort()
    const config = {
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 10 } },
      uplinks: {},
      packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
      web: { enable: false },
      publish: { check_owners: false },
      server: { keepAliveTimeout: 1 },
      max_body_size: '20mb',
      self_path: folder,
      log: { type: 'stdout', format: 'json', level: 'error' },
    }
    const file = join(folder, 'config.yaml')
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config))
    const entry = join(ROOT, 'node_modules/verdaccio/bin/verdaccio')
    const listen = `127.0.0.1:${port}`
    const running = startNode([entry, '--config', file, '--listen', listen], process.env, folder)
    const address = `http://${listen}/`
    await answers(address, running)
    return new LoopbackRegistry(address, running, folder)
  }

  /** Publishes an archive as `npm publish` does: one document with the archive in it. */
  async publish(
    name: string,
    version: string,
    archive: Uint8Array,
    over: { readonly tag?: string; readonly manifest?: object } = {}
  ): Promise<void> {
    const file = `${name.split('/').at(-1)}-${version}.tgz`
    const dist = {
      integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
      shasum: createHash('sha1').update(archive).digest('hex'),
      tarball: `${this.address}${name}/-/${file}`,
    }
    const document = {
      '_id': name,
      name,
      'dist-tags': { [over.tag ?? 'latest']: version },
      'versions': {
        [version]: { ...over.manifest, _id: `${name}@${version}`, name, version, dist },
      },
      '_attachments': {
        [file]: {
          content_type: 'application/octet-stream',
          data: Buffer.from(archive).toString('base64'),
          length: archive.length,
        },
      },
    }
    const response = await fetch(`${this.address}${name.replace('/', '%2f')}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(document),
    })
    if (!response.ok) throw new Error(`publish: ${response.status} ${await response.text()}`)
    await response.body?.cancel()
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    this.running.child.kill('SIGKILL')
    await this.running.ended
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(address: string, running: Running): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const response = await fetch(`${address}-/ping`).catch(() => null)
    if (response?.ok === true) return
    if (running.child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`verdaccio does not answer:\n${running.stdout}\n${running.stderr}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
