import { expect, it } from 'vitest'
import { Sayings } from '../../app/utils/said'
import CHINESE from '../../i18n/sayings/zh-CN.json'

const sayings = new Sayings(CHINESE)
const say = (text: string) => sayings.say(text)

it.each([
  ['US.AAPL: 1122 units would pass the limit of 400', 'US.AAPL：持仓将达 1122，超过限额 400'],
  [
    'exposure would pass 150.0 % of equity (162041.00); trading is halted',
    '总敞口将超过权益的 150.0 %（162041.00）；交易已停止',
  ],
  [
    'sector unknown would pass 140.0 % of equity (1.00); 9 US.AAPL need more than the buying power: exposure may reach 2.00',
    '未知行业的敞口将超过权益的 140.0 %（1.00）；购买力不足以买入 9 US.AAPL：敞口上限 2.00',
  ],
  ['Slippage: none. Commission: none.', '滑点：无。佣金：无。'],
  [
    'Slippage: 5 basis points (0.05 %) of the price. Commission: 0.1 % of the value, at least 1 an order.',
    '滑点：价格的 5 个基点（0.05 %）。佣金：成交额的 0.1 %，每单至少 1。',
  ],
  [
    'A strategy sees a bar when it has ended; its orders can fill from the next bar on.',
    '策略在 K 线走完后才看到它，订单最早于下一根 K 线成交。',
  ],
])('says %s in the language of the reader', (english, chinese) => {
  expect(say(english)).toBe(chinese)
})

it.each([
  ['there is no such order', '没有这个订单'],
  ['body.name: The name field must be defined', '名称：须填写'],
  [
    'body.lines.0.quantity: The quantity field must be at least 1; body.reason: The reason field must be defined',
    '数量：不小于 1；原因：须填写',
  ],
  ['the limit price must be above 0, was -3', '限价须大于 0，现为 -3'],
  ['quantity 7 is not a multiple of the lot of 100', '数量 7 不是每手 100 股的整数倍'],
  [
    'fast must be a whole number of at least 2, was "x"; did you mean 3?',
    'fast 须为不小于 2 的整数，现为“x”；是否指 3？',
  ],
  ['paper is halted', 'paper 已停止交易'],
  ['momentum 1.0.0 was stopped', 'momentum 1.0.0 已停止'],
  [
    'no network, memory limited, no files, programs or threads',
    '无网络、内存受限、无文件、程序或线程',
  ],
])('says what was refused: %s', (english, chinese) => {
  expect(say(english)).toBe(chinese)
})

it('leaves what it does not know as it is', () => {
  const reason = 'the moon is full and the tide is high'
  expect(say(reason)).toBe(reason)
  expect(say(`${reason}; trading is halted`)).toBe(`${reason}；交易已停止`)
  expect(say('scale up to 100')).toBe('scale up to 100')
})

it('has the same holes in every text and its sentence, and no text without Chinese', () => {
  for (const [english, chinese] of Object.values(CHINESE).flatMap((area) => Object.entries(area))) {
    const holes = new Set(english.match(/\{\d\}/g) ?? [])
    for (const hole of chinese.match(/\{\d\}/g) ?? []) expect(holes, english).toContain(hole)
    expect(chinese, english).toMatch(/[\u3400-\u9fff]|^.?\{1\}|^[，：；/（]/)
  }
})

it('goes through a text once, whatever its writer wants', () => {
  for (const bait of [' is ', ', ', ' of ', ' (', ': ', ' to at in of is, was (the ']) {
    const reason = bait.repeat(2_000)
    expect(say(reason).length).toBeGreaterThan(0)
  }
})
