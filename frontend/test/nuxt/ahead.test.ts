import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const ORDERS = '/accounts/paper/orders?limit=50'
const signedIn = (name: string) => ({ state: 'signed_in', user: { name }, abilities: [] })

let asked: string[] = []

/** A page opened anew: its scripts know nothing but what the browser keeps. */
async function open(page: string, session: object = signedIn('ann')) {
  vi.resetModules()
  history.replaceState(null, '', page)
  asked = []
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address.replace('/api/v1', ''))
    return new Response(JSON.stringify(address.endsWith('/session') ? session : { of: address }))
  })
  const ahead = await import('~/utils/ahead')
  ahead.beginAhead()
  await vi.waitFor(() => expect(asked).toContain('/session'))
  await vi.advanceTimersByTimeAsync(100)
  return ahead
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  localStorage.clear()
})

/** Opens a page on which a question is asked. */
async function visit(page: string, question: string) {
  const { takeAhead } = await open(page)
  takeAhead('/engine')
  takeAhead(question)
  await vi.advanceTimersByTimeAsync(3_000)
}

it('asks the first time what every page needs, and the next time what the page asked', async () => {
  await visit('/orders', ORDERS)
  expect(asked).toEqual(['/session', '/engine'])
  const { takeAhead } = await open('/orders')
  expect(asked).toEqual(['/session', '/engine', ORDERS])
  expect(await takeAhead(ORDERS)).toEqual({ of: `/api/v1${ORDERS}` })
  expect(takeAhead(ORDERS)).toBeNull()
})

it('asks nothing of another page, of later on, for somebody else, or once nobody is logged in', async () => {
  await visit('/orders', ORDERS)
  const { takeAhead, forgetOpenings } = await open('/risk')
  expect(asked).not.toContain(ORDERS)
  await vi.advanceTimersByTimeAsync(3_000)
  takeAhead('/late')
  await open('/risk')
  expect(asked).not.toContain('/late')
  await open('/orders', signedIn('bob'))
  expect(asked).not.toContain(ORDERS)
  await open('/orders', { state: 'signed_out', user: null, abilities: [] })
  expect(asked).toEqual(['/session'])
  await open('/orders')
  expect(asked).toContain(ORDERS)
  forgetOpenings()
  await open('/orders')
  expect(asked).not.toContain(ORDERS)
})

it('does not take what is too old', async () => {
  await visit('/orders', ORDERS)
  const { takeAhead } = await open('/orders')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(takeAhead(ORDERS)).toBeNull()
})

it('makes nothing of what it can not read', async () => {
  const places = ['{', '[]', 'null', '{"user":"ann"}', '{"user":"ann","pages":{"/orders":[1,"x"]}}']
  for (const kept of places) {
    localStorage.setItem('aq-openings', kept)
    await open('/orders')
    expect(asked).toEqual(['/session', '/engine'])
  }
})
