import type { RiskRuleDefinition } from '../risk_rule/define_risk_rule.js'
import type { RiskAccount, RiskOrder } from '../risk_rule/risk_rule.js'
import type { RuleVerdict } from '../risk_rule/verdict.js'
import type { ManifestShape } from '../strategy/define_strategy.js'
import { LiveBench, type BenchOptions } from './live_bench.js'

/** What a rule is asked about; what is left out is made up to fit. */
export interface AssessOptions<M extends ManifestShape = ManifestShape> extends BenchOptions<M> {
  /**
   * The order: a market order to buy 100 US.TEST at 100 USD when left out. `opening` is what
   * `reducing` leaves of `quantity`, and `notional` is `opening` at `price`.
   */
  readonly order?: Partial<RiskOrder>
  /** The account: 100,000 USD in cash and nothing held when left out. */
  readonly account?: Partial<RiskAccount>
}

/** Asks a risk rule about one order. Throws PluginFailed when the rule throws or answers with nonsense. */
export function assessOrder<M extends ManifestShape>(
  rule: RiskRuleDefinition<M>,
  options: AssessOptions<M> = {}
): RuleVerdict {
  const order = orderOf(options.order ?? {})
  const account = accountOf(options.account ?? {})
  return new LiveBench(rule, options as BenchOptions).send({
    type: 'assess',
    order,
    account,
  }) as RuleVerdict
}

function orderOf(given: Partial<RiskOrder>): RiskOrder {
  const { quantity = 100, reducing = 0, price = 100 } = given
  const opening = given.opening ?? quantity - reducing
  return {
    strategy: 'test',
    symbol: 'US.TEST',
    side: 'buy',
    type: 'market',
    sector: null,
    currency: 'USD',
    notional: opening * price,
    ...given,
    quantity,
    opening,
    reducing,
    price,
  }
}

function accountOf(given: Partial<RiskAccount>): RiskAccount {
  const equity = given.equity ?? 100_000
  return { currency: 'USD', cash: equity, exposure: 0, positions: [], ...given, equity }
}
