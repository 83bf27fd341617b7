import { RegistryCommand } from './_registry_command.js'

/** Asks the registries for their newest indexes. */
export default class RegistryRefresh extends RegistryCommand {
  static override commandName = 'registry:refresh'
  static override description = 'Ask all registries that are followed for their newest index'

  override async run() {
    const { refreshRegistries, stampOf, ports } = await this.registries()
    const outcomes = await refreshRegistries(ports)
    const registries = outcomes.map(({ url, before, now, failure }) => ({
      url,
      from: before.sequence,
      to: now.sequence,
      expires: stampOf(now.expiresAtMs),
      failure,
    }))
    const failed = registries.find((one) => one.failure !== null)
    if (failed !== undefined) this.exitCode = 1
    if (this.json) {
      console.log(JSON.stringify({ ok: failed === undefined, registries }, null, 2))
      return
    }
    if (registries.length === 0) console.log('no registry is followed: registry:add URL --key KEY')
    for (const { url, from, to, expires, failure } of registries) {
      const news = from === to ? `nothing new (index ${to})` : `index ${from} became ${to}`
      if (failure === null) console.log(`${url}: ${news}, good until ${expires}`)
      else console.error(failure.message)
    }
  }
}
