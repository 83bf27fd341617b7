/**
 * The host's own sentences, by which they are known again: what stands in braces differs from one to the
 * next. In the reader's language each is the text `said.<group>.<name>`.
 */
export const SAYINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  risk: {
    units: '{symbol}: {n} units would pass the limit of {limit}',
    value: '{symbol}: a value of {value} would pass the limit of {limit}',
    count: '{n} positions are open, at most {most} are allowed',
    exposure: 'exposure would pass {part} % of equity ({limit})',
    sector_unknown: 'sector unknown would pass {part} % of equity ({limit})',
    sector: 'sector {sector} would pass {part} % of equity ({limit})',
    power: '{n} {symbol} need more than the buying power: exposure may reach {limit}',
    leverage: '{strategy} declares a leverage of {leverage}: its exposure may reach {limit}',
    share:
      '{strategy} declares at most {part} % of equity in one instrument: {symbol} may reach {limit}',
    short: '{strategy} may not sell short: its manifest does not declare risk.shortAllowed',
    loss: "today's loss of {loss} has reached the limit of {limit}",
    drawdown: 'a drawdown of {part} % has reached the limit of {limit} %',
    strategy_loss: '{strategy} has lost {loss}, its limit is {limit}',
    halted: 'trading is halted',
    reduce_only: 'only orders that reduce risk are taken',
    paused: '{what} is paused',
    closing: '{symbol} of {strategy} is being closed',
    unknown:
      'the fate of order {order} in {symbol} is unknown: no new risk there until it is clear',
  },
  order: {
    stop_loss: 'stop loss',
    take_profit: 'take profit',
    closed: 'the position is closed',
    opened: 'the account was opened',
  },
  run: {
    cash: 'Starting cash',
    commission: 'Commission',
    commission_and_fees: 'Commission and fees',
    slippage: 'Slippage',
    delay: 'Fill delay',
    participation: 'Participation',
    prices: 'Order prices',
    at_end: 'Open positions at the end',
    warm_up: 'Warm-up',
    limits: 'Risk limits',
    bias: 'Risk bias',
    free: 'Risk-free rate',
    rates: 'Exchange rates',
    seed: 'Seed',
    shorts: 'Dividends paid on shorts',
    net: 'net of dividends received',
    none: 'none',
    one_bar: '1 bar',
    bars: '{n} bars',
    unbounded: 'not bounded',
    volume: '{part} % of volume',
    to_tick: 'rounded to the tick',
    not_rounded: 'not rounded',
    kept: 'kept open, valued at the last close',
    closed: 'closed at the last close',
    closed_open: "closed at the last bar's open",
    yearly: '{part} % a year',
    bps: '{bps} basis points ({part}) of the price',
  },
  warning: {
    no_delay: 'The fill delay is 0: orders fill at prices that were already past.',
    no_costs: 'No commission and no slippage were charged: real results will be lower.',
    cash: 'Cash fell to {lowest}: fills cost more than was estimated, or more was bought than there was cash.',
    warm_up:
      '{symbol} has {n} bars before the run and the warm-up needs {need}: signals count from bar {first} on.',
    index: '{symbol} is an index: nobody can trade it itself.',
    nothing: 'Nothing was traded.',
  },
  assumption: {
    same_bar:
      'Orders fill at the close of the very bar that caused them, which nobody can do: use it only to compare with other software.',
    next_bar: 'A strategy sees a bar when it has ended; its orders can fill from the next bar on.',
    later_bar:
      'A strategy sees a bar when it has ended; its orders can fill from {n} bars later on.',
    fills:
      'Market orders fill at the open. Limit and stop orders fill inside a bar by its open, high, low and close; where a stop and a target could both have filled, the stop is taken.',
    costs: 'Slippage: {slippage}. Commission: {commission}.',
    volume: 'Every order finds enough volume, whatever its size.',
    part: "Orders take at most {part} % of a bar's volume and wait for the rest.",
    actions:
      'Prices are as imported; splits and dividends are applied where they were imported as corporate actions. Dividends are paid on the ex-date, without tax.',
    lending:
      'Borrowing and lending cost nothing: no interest on cash, no fee for shares sold short, no margin calls.',
    daily:
      'Daily bars hide what happened first within a day; rules that depend on it are judged pessimistically.',
    impact:
      'The market is not moved by these orders beyond the slippage above, and the strategy was chosen knowing the past: expect less in the future.',
  },
  alert: {
    loosened: 'limits are about to be loosened',
    no_prices_of: 'no prices of {symbol}',
    no_prices: 'no prices come',
    old_price: 'the price of {symbol} is old',
    bad_ticks: 'bad ticks of {symbol}',
    broker_rejected: 'the broker rejected an order in {symbol}',
    change_refused: 'the broker refused to change an order',
    broker_calls: 'calls to the broker of {account} fail',
    sent_again: 'an order of {account} is sent again',
    restarted: 'trading stopped and begins anew',
    not_stored: 'quotes and bars are not stored',
    no_reconciliation: 'no reconciliation',
    books_missing_local: 'the broker has more than our books',
    books_quantity_mismatch: 'quantities differ',
    books_phantom_local: 'the broker does not have it',
    books_cash_difference: 'cash differs',
    books_unknown_order: 'an order that is not ours',
    not_in_books: 'the broker executed {what} ({fill}), which is not in our books',
  },
}
