import { freeze, keysOf, sliceText, toJson, TypeFault } from '../guest/intrinsics.js'
import type { Effects, HttpRequest } from '../effects/effects.js'
import { CAPS } from './caps.js'
import { callback, name, numberJson, record, text, textJson } from './reading.js'
import type { Requests } from './requests.js'
import type { Session } from './session.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']

/** The calls by which agents and brokers ask the host; each checks what it is given and writes an effect. */
export function effectCalls(session: Session, requests: Requests): Effects {
  /** Sends a request of `fields` (JSON members) and returns its number. */
  const ask = (type: string, fields: string, done: unknown): number =>
    requests.send(type, fields, callback(done, `${type}: done`))
  const key = (value: unknown): string => toJson(name(value, 'storage: key', CAPS.name))
  return {
    http: (request, done) => ask('http', httpFields(request), done),
    storage: freeze({
      get: (given: string, done: unknown) => ask('storage.get', `,"key":${key(given)}`, done),
      set: (given: string, value: string, done?: unknown) => {
        const stored = textJson(value, 'storage: value', CAPS.body)
        return ask('storage.set', `,"key":${key(given)},"value":${stored}`, done)
      },
      delete: (given: string, done?: unknown) =>
        ask('storage.delete', `,"key":${key(given)}`, done),
      keys: (done: unknown) => ask('storage.keys', '', done),
    }),
    timers: freeze({
      every: (given: string, everyMs: number) => setTimer(session, given, 'everyMs', everyMs),
      after: (given: string, afterMs: number) => setTimer(session, given, 'afterMs', afterMs),
      cancel: (given: string) => {
        session.add(`{"type":"timer.cancel","name":${toJson(name(given, 'timer', CAPS.name))}}`)
      },
    }),
    notify: (channel, words) => {
      const to = toJson(name(channel, 'notify: channel', CAPS.name))
      const said = toJson(sliceText(text(words, 'notify: text', Infinity), 0, CAPS.notice))
      session.add(`{"type":"notify","channel":${to},"text":${said}}`)
    },
    log: (...values) => session.logs.write(values),
  }
}

function setTimer(session: Session, given: string, unit: string, ms: number): void {
  const timer = toJson(name(given, 'timer', CAPS.name))
  const value = numberJson(ms, `timer ${timer}: ${unit}`, 1_000, 604_800_000)
  session.add(`{"type":"timer.set","name":${timer},"${unit}":${value}}`)
}

function httpFields(request: HttpRequest): string {
  const { method = 'GET', url, headers, body } = record(request, 'http: request')
  const verb = text(method, 'http: method', 10)
  let isKnown = false
  for (let at = 0; at < METHODS.length; at += 1) if (METHODS[at] === verb) isKnown = true
  if (!isKnown) {
    throw new TypeFault('http: method must be one of GET, POST, PUT, PATCH, DELETE, HEAD')
  }
  const address = toJson(name(url, 'http: url', CAPS.url))
  const words = body === undefined ? 'null' : textJson(body, 'http: body', CAPS.body)
  return `,"method":"${verb}","url":${address},"headers":{${headerFields(headers)}},"body":${words}`
}

function headerFields(headers: unknown): string {
  if (headers === undefined) return ''
  const given = record(headers, 'http: headers')
  const names = keysOf(given)
  if (names.length > CAPS.headers) {
    throw new TypeFault(`http: at most ${CAPS.headers} headers, were ${names.length}`)
  }
  let fields = ''
  for (let at = 0; at < names.length; at += 1) {
    const header = name(names[at], 'http: header', CAPS.name)
    const value = textJson(given[header], `http: header ${header}`, CAPS.url)
    fields += `${at === 0 ? '' : ','}${toJson(header)}:${value}`
  }
  return fields
}
