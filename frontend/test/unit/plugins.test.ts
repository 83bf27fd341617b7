import { describe as group, expect, it } from 'vitest'
import { readInline, readMarkdown } from '../../app/utils/markdown'
import { isRisky, narrowable, narrowed, permissionWords } from '../../app/utils/permissions'
import words from '../../i18n/locales/en/plugins.json'

const t = (key: string, values: Record<string, unknown> = {}) => {
  const text = key.split('.').reduce<unknown>((at, part) => (at as never)?.[part], words)
  if (typeof text !== 'string') throw new Error(`no text ${key}`)
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

group('permissions in words', () => {
  it.each([
    ['market-data:read', 'See prices', 'Every symbol'],
    ['market-data:read@US.*', 'See prices', 'Every symbol of the market US'],
    ['market-data:read@US.AAPL/1d,1h', 'See prices', 'US.AAPL, bars of 1d, 1h'],
    ['orders:place@main', 'Place orders at a broker', 'Account main'],
    ['net:connect@api.example.com', 'Reach the network', 'api.example.com, port 443'],
    [
      'net:connect@*.example.com:8443#GET',
      'Reach the network',
      'ANY host directly below example.com, port 8443 · only GET',
    ],
    [
      'net:connect@10.0.0.8:9000',
      'Reach the network',
      '10.0.0.8, port 9000 · IN A PRIVATE NETWORK',
    ],
    ['net:connect@[::1]:443', 'Reach the network', '[::1], port 443 · ON THIS MACHINE'],
    ['net:connect@localhost:80', 'Reach the network', 'localhost, port 80 · ON THIS MACHINE'],
    ['storage', 'Keep texts of its own', 'Up to 64 KB'],
    ['agent:llm@main/5000', 'Ask a language model', 'main, up to 5000 tokens a day'],
    ['log', 'Write into its log', 'Limited in length and number'],
  ])('%s', (id, title, limit) => {
    expect(permissionWords(id, t)).toEqual({ title, limit })
  })
  it('says that it does not know what it does not know', () => {
    expect(permissionWords('planets:move', t, 'may move planets')).toEqual({
      title: 'Something unknown',
      limit: 'may move planets',
    })
    expect(permissionWords('constructor', t).title).toBe('Something unknown')
  })
  it('narrows where there is a limit to narrow', () => {
    expect(narrowed('market-data:read', ' US.AAPL  HK.00700 ')).toEqual([
      'market-data:read@US.AAPL',
      'market-data:read@HK.00700',
    ])
    expect(narrowed('storage@128', '')).toEqual(['storage@128'])
    expect(narrowable('timers')).toBeNull()
    expect(isRisky({ consent: 'sensitive' })).toBe(true)
    expect(isRisky({ consent: 'implicit' })).toBe(false)
  })
})

group('a README of a stranger', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>x</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '/settings',
    '../logout',
    'https://user:word@evil.example/',
    'java\tscript:alert(1)',
  ])('%s is no link', (target) => {
    expect(readInline(`[go](${target})`).some(({ type }) => type === 'link')).toBe(false)
  })
  it('keeps HTML and images as text', () => {
    expect(readInline('<b>x</b> ![alt](https://evil.example/x.png)')).toEqual([
      { type: 'text', text: '<b>x</b> ' },
      { type: 'text', text: 'alt' },
    ])
  })
  it('reads what people write', () => {
    const blocks = readMarkdown(
      '# A *b*\n\none\ntwo, see https://a.example/x.\n\n- x\n- `y`\n\n```\n<z>\n'
    )
    expect(blocks.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'list', 'code'])
    expect(blocks[1]).toEqual({
      type: 'paragraph',
      inline: [
        { type: 'text', text: 'one two, see ' },
        { type: 'link', text: 'https://a.example/x', href: 'https://a.example/x' },
        { type: 'text', text: '.' },
      ],
    })
  })
  it('takes a long text of marks in a moment', () => {
    const started = performance.now()
    for (const mark of ['*', '_', '`', '[', '![', '|', '> ', '(', 'https://']) {
      readMarkdown(mark.repeat(65_536 / mark.length))
    }
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
