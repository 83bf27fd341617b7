import type {
  Broker,
  BrokerAccountEvent,
  BrokerContext,
  BrokerOrder,
  BrokerOrderEvent,
  BrokerQuery,
  BrokerReplacement,
  SocketEvent,
  Sockets,
} from '../broker/broker.js'
import { fromBase64, toBase64 } from '../bytes/base64.js'
import { stateJson } from '../guest/definition.js'
import { freeze, shown, toJson, TypeFault } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { madeFault, type LiveDefinition } from './definition.js'
import { effectCalls } from './effect_calls.js'
import { name, numberJson, record } from './reading.js'
import { accountEventJson, orderEventJson } from './broker_events.js'
import { Requests } from './requests.js'
import type { LiveEvent, Runner } from './runner.js'
import type { Session } from './session.js'
import type { LiveSetup } from './setup.js'

const CALLBACKS = {
  needed: ['onConnect', 'onSubmit', 'onCancel'],
  optional: ['onReplace', 'onQuery', 'onSocket', 'onTimer', 'onResult', 'onStop', 'state'],
}

/** Runs a broker plugin: orders and bytes in, order events and bytes out. */
export function brokerRunner(definition: LiveDefinition, session: Session): Runner {
  const requests = new Requests(session)
  let broker: Broker | null = null
  let context: BrokerContext
  return {
    start(setup) {
      context = contextOf(setup, session, requests)
      const made = definition.create(setup.parameters, context)
      const fault = madeFault(made, 'broker', CALLBACKS)
      if (fault !== '') throw new TypeFault(fault)
      broker = made as Broker
      return `{"replaces":${broker.onReplace !== undefined}}`
    },
    handle(event) {
      if (event.type === 'result') requests.tell(event, broker as Broker, context)
      else tell(broker as Broker, context, { event, session })
      return 'null'
    },
    state: () => stateJson(broker),
  }
}

function tell(
  broker: Broker,
  context: BrokerContext,
  { event, session }: { event: LiveEvent; session: Session }
): void {
  switch (event.type) {
    case 'connect':
      session.where = 'onConnect'
      return broker.onConnect(context)
    case 'submit':
      session.where = 'onSubmit'
      return broker.onSubmit(freeze(event.order) as BrokerOrder, context)
    case 'cancel':
      session.where = 'onCancel'
      return broker.onCancel(event.orderId as string, context)
    case 'replace':
      session.where = 'onReplace'
      return broker.onReplace?.(freeze(event.change) as BrokerReplacement, context)
    case 'query':
      session.where = 'onQuery'
      return broker.onQuery?.(event.what as BrokerQuery, context)
    case 'socket':
      session.where = 'onSocket'
      return broker.onSocket?.(socketEventOf(event), context)
    case 'timer':
      session.where = 'onTimer'
      return broker.onTimer?.(event.name as string, context)
    case 'stop':
      session.where = 'onStop'
      return broker.onStop?.(context)
    default:
      throw new TypeFault(`a broker is not told of "${event.type}"`)
  }
}

function socketEventOf(event: LiveEvent): SocketEvent {
  const { connection, kind, data } = event as unknown as {
    connection: string
    kind: SocketEvent['kind']
    data?: string
  }
  return freeze({ connection, kind, data: fromBase64(data ?? '') })
}

function contextOf(setup: LiveSetup, session: Session, requests: Requests): BrokerContext {
  return freeze({
    get now(): number {
      return session.atMs
    },
    environment: setup.environment,
    socket: socketsOf(session),
    orderEvent: (event: BrokerOrderEvent) => {
      session.add(orderEventJson(event))
    },
    accountEvent: (event: BrokerAccountEvent) => {
      session.add(accountEventJson(event))
    },
    ...effectCalls(session, requests),
  })
}

function socketsOf(session: Session): Sockets {
  const named = (connection: unknown): string =>
    toJson(name(connection, 'socket: connection', CAPS.connection))
  return freeze({
    open: (connection: string, address: { host: string; port: number }) => {
      const { host, port } = record(address, 'socket: address')
      const to = toJson(name(host, 'socket: host', 255))
      const at = numberJson(port, 'socket: port', 1, 65_535)
      session.add(
        `{"type":"socket.open","connection":${named(connection)},"host":${to},"port":${at}}`
      )
    },
    write: (connection: string, data: Uint8Array) => {
      const { length } = record(data, 'socket: data')
      if (typeof length !== 'number' || !(length <= CAPS.socketBytes)) {
        throw new TypeFault(
          `socket: at most ${CAPS.socketBytes} bytes in one write, were ${shown(length)}`
        )
      }
      const bytes = toJson(toBase64(data))
      session.add(`{"type":"socket.write","connection":${named(connection)},"data":${bytes}}`)
    },
    close: (connection: string) => {
      session.add(`{"type":"socket.close","connection":${named(connection)}}`)
    },
  })
}
