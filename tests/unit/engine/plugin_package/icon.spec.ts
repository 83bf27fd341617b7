import { test } from '@japa/runner'
import { iconFaults } from '#engine/plugin_package/icon.js'
import { busyClock } from '#tests/support/busy_clock.js'

function faultOf(text: string): string {
  return iconFaults(Buffer.from(text))[0]?.message ?? 'accepted'
}

/** A drawing with something in it. */
const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inner}</svg>`

test.group('an icon that is accepted', () => {
  const cases: [title: string, text: string][] = [
    ['a drawing', svg('<path d="M0 0L1 1" fill="#fff"/><circle cx="1" cy="1" r="1"></circle>')],
    [
      'one with a declaration, a comment and a title',
      `<?xml version="1.0" encoding="UTF-8"?>\n<!-- by me -->${svg('<title>A &amp; B</title>')}\n`,
    ],
    [
      'one that refers to its own parts',
      svg(
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/><use href="#a"/>'
      ),
    ],
    [
      'one with styles in attributes',
      svg('<g style="fill:red;stroke:url(#a)" transform="scale(2)"/>'),
    ],
  ]
  for (const [title, text] of cases) {
    test(title, ({ assert }) => assert.equal(faultOf(text), 'accepted'))
  }
})

test.group('an icon that is refused', () => {
  const cases: [title: string, text: string, fault: RegExp][] = [
    ['nothing', '', /must be an <svg> drawing/],
    ['a page', '<html><body/></html>', /must be an <svg> drawing/],
    ['text before the drawing', `x${svg('')}`, /must be an <svg> drawing/],
    ['a script', svg('<script>alert(1)</script>'), /the element <script>/],
    ['a script in another case', svg('<SCRIPT>alert(1)</SCRIPT>'), /the element <SCRIPT>/],
    [
      'a script under another name',
      svg('<svg:script>alert(1)</svg:script>'),
      /the element <svg:script>/,
    ],
    ['foreign content', svg('<foreignObject><b/></foreignObject>'), /the element <foreignObject>/],
    ['a frame', svg('<iframe src="https://a.b"/>'), /the element <iframe>/],
    ['a picture', svg('<image href="https://a.b/c.png"/>'), /the element <image>/],
    ['a link', svg('<a href="https://a.b"><path/></a>'), /the element <a>/],
    [
      'an animation',
      svg('<animate attributeName="href" to="javascript:1"/>'),
      /the element <animate>/,
    ],
    ['a setter', svg('<set attributeName="onclick" to="alert(1)"/>'), /the element <set>/],
    ['a style sheet', svg('<style>@import "https://a.b"</style>'), /the element <style>/],
    ['an event handler', svg('', ' onload="alert(1)"'), /the attribute onload, an event handler/],
    [
      'an event handler in another case',
      svg('<path OnClick="alert(1)"/>'),
      /the attribute OnClick/,
    ],
    ['an event handler between slashes', svg('<path/onclick="alert(1)"/>'), /no plain element/],
    ['an attribute without quotes', svg('<path onclick=alert(1)>'), /no plain element/],
    [
      'a reference out of the file',
      svg('<use href="https://a.b/c.svg#d"/>'),
      /refers to something outside/,
    ],
    [
      'a reference by the old name',
      svg('<use xlink:href="https://a.b"/>'),
      /refers to something outside/,
    ],
    [
      'a reference in a style',
      svg('<g style="fill:url(https://a.b)"/>'),
      /refers to something outside/,
    ],
    [
      'a reference in quotes in a style',
      svg('<g fill="url( \'//a.b\' )"/>'),
      /refers to something outside/,
    ],
    ['data', svg('<use href="data:image/svg+xml;base64,AA"/>'), /refers to something outside/],
    [
      'a script behind letters in disguise',
      svg('<use href="&#106;avascript:1"/>'),
      /with an entity or escape/,
    ],
    [
      'a style in disguise',
      svg('<g style="fill:u\\72l(https://a.b)"/>'),
      /with an entity or escape/,
    ],
    ['entities', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`, /must be an <svg> drawing/],
    ['an entity in its text', svg('<title>&a;</title>'), /holds an entity/],
    [
      'a style sheet from elsewhere',
      `<?xml-stylesheet href="https://a.b"?>${svg('')}`,
      /must be an <svg>/,
    ],
    ['an instruction inside', svg('<?php 1 ?>'), /no plain element/],
    ['raw text', svg('<![CDATA[<script>]]>'), /no plain element/],
    ['a comment that does not end', svg('<!-- '), /no plain element/],
    ['a tag that does not end', '<svg a', /no plain element/],
    ['64 KB and more', svg(' '.repeat(65_536)), /an icon has at most 65536/],
  ]
  for (const [title, text, fault] of cases) {
    test(title, ({ assert }) => assert.match(faultOf(text), fault))
  }

  test('bytes that are no text', ({ assert }) =>
    assert.equal(iconFaults(Buffer.from([0x3c, 0xff]))[0]?.message, 'is not UTF-8 text'))

  test('whatever it holds, quickly', ({ assert }) => {
    const busyMs = busyClock()
    for (const filler of ['<path ', '<!--', ' a="', '&amp;', ' a=""', "<g a='", '- ', '<svg>']) {
      iconFaults(Buffer.from(svg(filler.repeat(Math.floor(60_000 / filler.length)))))
      iconFaults(Buffer.from(`<svg ${filler.repeat(Math.floor(60_000 / filler.length))}`))
    }
    assert.isBelow(busyMs(), 300)
  })
})
