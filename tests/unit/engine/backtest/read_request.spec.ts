import { test } from '@japa/runner'
import { commandText } from '#engine/backtest/command_text.js'
import { readLimits } from '#engine/backtest/read_limits.js'
import { readRequest, type BacktestTexts } from '#engine/backtest/read_request.js'
import { UNLIMITED } from '#kernel/risk/limits.js'

const nothing: BacktestTexts = {
  plugins: ['momentum'],
  symbols: 'US.AAPL',
  timeframe: undefined,
  from: undefined,
  to: undefined,
  parameters: [],
  cash: undefined,
  currency: undefined,
  fx: [],
  commission: undefined,
  slippage: undefined,
  fillDelay: undefined,
  participation: undefined,
  rounding: undefined,
  atEnd: undefined,
  limits: UNLIMITED,
  riskBias: undefined,
  benchmark: undefined,
  riskFree: undefined,
  seed: undefined,
  memoryMb: undefined,
  timeoutSeconds: undefined,
}

test.group('options of a backtest', () => {
  test('{0} is refused: {1}')
    .with([
      [{ symbols: undefined }, /--symbols must name at least one/],
      [{ symbols: 'AAPL' }, /"AAPL" must look like US\.AAPL/],
      [{ symbols: 'US.AAPL,US.AAPL' }, /names US\.AAPL twice/],
      [{ plugins: [] }, /name a plugin/],
      [{ cash: '0' }, /--cash must be a number above 0/],
      [{ cash: '1e99' }, /at most 1,000,000,000/],
      [{ cash: 'NaN' }, /was "NaN"/],
      [{ from: '2018-02-30' }, /--from must be a date/],
      [{ from: '2019-01-01', to: '2018-01-01' }, /is before --from/],
      [{ timeframe: '2h' }, /--timeframe must be one of/],
      [{ commission: 'percent:-1' }, /--commission/],
      [{ slippage: 'volume:x' }, /--slippage/],
      [{ fillDelay: '1.5' }, /--fill-delay must be a whole number/],
      [{ participation: '0' }, /--participation must be a number above 0/],
      [{ riskBias: '1.1' }, /--risk-bias/],
      [{ fx: ['HKD'] }, /--fx must be a currency/],
      [{ rules: ['momentum'] }, /momentum is named twice/],
      [{ rules: ['calm'], agents: ['calm'] }, /calm is named twice/],
      [{ ruleParameters: ['most=1'] }, /--rule-param most=1: .*name it with --rule$/],
      [{ agentParameters: ['most=1'] }, /--agent-param most=1: .*name it with --agent$/],
      [
        { rules: ['a', 'b'], ruleParameters: ['most=1'] },
        /--rule-param most=1: say for which plugin, a\.most=1/,
      ],
      [{ rules: ['a'], ruleParameters: ['most'] }, /--rule-param must be name=value, was "most"/],
      [{ agents: ['a'], agentParameters: ['b=1', 'a.b=2'] }, /--agent-param a\.b is given twice/],
      [{ parameters: ['fast'] }, /--param must be name=value/],
      [{ parameters: ['fast=1', 'fast=2'] }, /given twice/],
      [{ plugins: ['a', 'b'], parameters: ['fast=1'] }, /say for which plugin, a\.fast=1/],
    ] as [Partial<BacktestTexts>, RegExp][])
    .run(({ assert }, [given, message]) => {
      const read = readRequest({ ...nothing, ...given })
      assert.isFalse(read.ok)
      if (!read.ok) assert.match(read.failure.join('\n'), message)
    })

  test('all faults are told at once', ({ assert }) => {
    const read = readRequest({ ...nothing, cash: '0', seed: 'x' })
    assert.lengthOf(read.ok ? [] : read.failure, 2)
  })

  test('the command that a run shows asks for the same again', ({ assert }) => {
    const read = readRequest({
      ...nothing,
      plugins: ['momentum', 'mean_reversion'],
      parameters: ['momentum.fast=20'],
      symbols: 'US.AAPL,HK.00700',
      from: '2014-01-02',
      fx: ['HKD=0.128'],
      commission: 'tiered:10000=0.001,*=0.0005:1',
      slippage: 'volume:0.1:0.025',
      atEnd: 'close',
      memoryMb: '256',
      timeoutSeconds: '2.5',
    })
    if (!read.ok) throw new Error(read.failure.join())
    assert.equal(
      commandText(read.value, null),
      "node ace backtest momentum mean_reversion --symbols US.AAPL,HK.00700 --from 2014-01-02 --param momentum.fast=20 --fx HKD=0.128 --commission 'tiered:10000=0.001,*=0.0005:1' --slippage volume:0.1:0.025 --at-end close --memory 256 --timeout 2.5"
    )
  })

  test('rules and agents come back as the command that asks for them', ({ assert }) => {
    const read = readRequest({
      ...nothing,
      rules: ['sector_cap', './mine'],
      ruleParameters: ['sector_cap.excess=deny'],
      agents: ['volatility_bias'],
      agentParameters: ['window=10'],
    })
    if (!read.ok) throw new Error(read.failure.join())
    assert.deepEqual(read.value.rules, [
      { plugin: 'sector_cap', parameters: { excess: 'deny' } },
      { plugin: './mine', parameters: {} },
    ])
    assert.equal(
      commandText(read.value, null),
      'node ace backtest momentum --symbols US.AAPL --rule sector_cap --rule ./mine --rule-param sector_cap.excess=deny --agent volatility_bias --agent-param window=10'
    )
  })
})

test.group('a file of limits', () => {
  test('sets what it names and leaves the rest without a limit', ({ assert }) => {
    const read = readLimits('{"loss":{"dailyLossMax":2000,"haltOnDailyLoss":true}}', 'l.json')
    assert.deepEqual(read.ok && read.value, {
      ...UNLIMITED,
      loss: { ...UNLIMITED.loss, dailyLossMax: 2000, haltOnDailyLoss: true },
    })
    assert.isNull(UNLIMITED.loss.dailyLossMax)
  })

  test('{0} is refused')
    .with([
      ['{', /is not JSON/],
      ['[]', /must hold an object/],
      ['{"los":{}}', /no limit "los"; did you mean loss\?/],
      ['{"loss":{"dailyLossMx":1}}', /did you mean loss\.dailyLossMax\?/],
      ['{"loss":{"dailyLossMax":-1}}', /loss\.dailyLossMax must be 0 or more/],
      ['{"loss":{"haltOnDailyLoss":1}}', /must be true or false/],
      ['{"portfolio":{"leverageMax":null}}', /leverageMax must be above 0/],
      ['{"__proto__":{"x":1}}', /no limit "__proto__"/],
    ] as [string, RegExp][])
    .run(({ assert }, [text, message]) => {
      const read = readLimits(text, 'l.json')
      assert.match(read.ok ? 'accepted' : read.failure, message)
    })
})
