import TransmitProvider from '@adonisjs/transmit/transmit_provider'
import type { ApplicationService } from '@adonisjs/core/types'
import type { StreamOpener } from '#adapters/stream/transmit_line.js'

/** Transmit, and who its streams are. */
export interface OpenedTransmit extends StreamOpener<null> {
  getManager(): { getAllSubscribers(): Map<unknown, unknown> }
}

/** Transmit as its provider makes it, without an application around it. */
export async function openTransmit(): Promise<OpenedTransmit> {
  let make: () => Promise<unknown> = () => Promise.resolve(null)
  const app = {
    container: {
      singleton: (_name: string, factory: () => Promise<unknown>) => (make = factory),
      make: () => Promise.resolve({}),
    },
    config: { get: () => ({ pingInterval: false, transport: null }) },
    getMode: () => 'run',
  }
  new TransmitProvider(app as unknown as ApplicationService).register()
  return (await make()) as OpenedTransmit
}
