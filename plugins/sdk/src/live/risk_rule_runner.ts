import type { RiskContext, RiskRule } from '../risk_rule/risk_rule.js'
import { stateJson } from '../guest/definition.js'
import {
  createObject,
  defineProperty,
  freeze,
  isArray,
  isFinite,
  shown,
  sliceText,
  toJson,
  TypeFault,
} from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { madeFault, type LiveDefinition } from './definition.js'
import type { LiveEvent, Runner } from './runner.js'
import type { Session } from './session.js'
import type { LiveSetup } from './setup.js'

const CALLBACKS = { needed: ['assess'], optional: ['state'] }
const FORM = 'assess must return approve(), reduce(quantity, reason) or deny(reason)'

/** Runs a risk rule: one question, one verdict, nothing else. */
export function riskRuleRunner(definition: LiveDefinition, session: Session): Runner {
  let rule: RiskRule | null = null
  return {
    start(setup) {
      const made = definition.create(setup.parameters, contextOf(setup, session))
      const fault = madeFault(made, 'risk-rule', CALLBACKS)
      if (fault !== '') throw new TypeFault(fault)
      rule = made as RiskRule
      return 'null'
    },
    handle(event) {
      if (event.type === 'stop') return 'null'
      if (event.type !== 'assess') throw new TypeFault(`a risk rule is not told of "${event.type}"`)
      const { order, account } = questionOf(event)
      session.where = 'assess'
      return verdictJson((rule as RiskRule).assess(order, account), order.opening)
    },
    state: () => stateJson(rule),
  }
}

function contextOf(setup: LiveSetup, session: Session): RiskContext {
  return freeze({
    get now(): number {
      return session.atMs
    },
    environment: setup.environment,
    timeframe: setup.timeframe ?? '',
    instruments: freeze(setup.instruments ?? []),
    log: (...values: unknown[]) => session.logs.write(values),
  })
}

type Question = {
  order: Parameters<RiskRule['assess']>[0]
  account: Parameters<RiskRule['assess']>[1]
}

/** The host's question; all of it made for this call, so a rule may keep or change it. */
function questionOf(event: LiveEvent): Question {
  const { order, account } = event as unknown as Question
  const withheld = isArray(event.withheld) ? (event.withheld as string[]) : []
  for (let at = 0; at < withheld.length; at += 1) withhold(account, withheld[at] as string)
  const isWhole = withheld.length > 0 || isArray(account?.positions)
  if (typeof order?.opening !== 'number' || !isWhole) {
    throw new TypeFault('assess: order and account are needed')
  }
  return { order: freeze(order), account: freeze(account) }
}

/** Parts of the account that a permission opens. */
const FIGURES = ['equity', 'cash', 'exposure']
const POSITIONS = ['positions']

/** Lets a rule fail that reads what it was not granted: with nothing in its place it might approve. */
function withhold(account: Question['account'], permission: string): void {
  const parts = permission === 'positions:read' ? POSITIONS : FIGURES
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as string
    const property = createObject(null) as PropertyDescriptor
    property.get = () => {
      throw new TypeFault(`account.${part} needs the permission ${permission}`)
    }
    defineProperty(account, part, property)
  }
}

/** Reads what the rule returned, whatever it is, into a verdict of its own. */
function verdictJson(returned: unknown, opening: number): string {
  if (typeof returned !== 'object' || returned === null) {
    throw new TypeFault(`${FORM}, returned ${shown(returned)}`)
  }
  const { decision, quantity, reason } = returned as Record<string, unknown>
  if (decision === 'approve') return '{"decision":"approve"}'
  if (decision !== 'reduce' && decision !== 'deny') {
    throw new TypeFault(`${FORM}, returned the decision ${shown(decision)}`)
  }
  if (typeof reason !== 'string' || reason === '') {
    throw new TypeFault(`${decision}: a reason is needed, in a sentence; was ${shown(reason)}`)
  }
  const words = toJson(sliceText(reason, 0, CAPS.reason))
  if (decision === 'deny') return `{"decision":"deny","reason":${words}}`
  if (typeof quantity !== 'number' || !isFinite(quantity) || quantity < 0) {
    throw new TypeFault(`reduce: quantity must be a number of at least 0, was ${shown(quantity)}`)
  }
  if (quantity >= opening) return '{"decision":"approve"}'
  if (quantity === 0) return `{"decision":"deny","reason":${words}}`
  return `{"decision":"reduce","quantity":${toJson(quantity)},"reason":${words}}`
}
