/** The host's sentences in one language, by area: English as the host has it, `{1}` for what differs. */
type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>

interface Form {
  /** Letters outside of the holes. */
  weight: number
  pattern: RegExp
  /** The same, where a value may hold what joins sentences. */
  wide: RegExp
  text: string
  order: number[]
}

/** The area whose texts stand within a sentence only: alone they are too short to be known again. */
const WITHIN = 'parts'
/** So many texts are remembered; rows say the same again and again. */
const REMEMBERED = 2_000
/** Who a sentence is about: `momentum 1.2.0 was stopped`. */
const SUBJECT = /^((?:"[^"]*"|[\w.:/-]+)(?: \d+\.\d+\.\d+)?) (.+?)(\.?)$/s
/** What stands before the sentence of a field: `body.limits.0: must be above 0`. */
const FIELD = /^([A-Za-z][\w.[\]-]*): (.+)$/s

/** Puts the host's sentences, which are English, into another language. What it does not know stays as it is. */
export class Sayings {
  readonly #whole = new Map<string, string>()
  readonly #part = new Map<string, string>()
  readonly #forms: readonly Form[]
  readonly #formsWithin: readonly Form[]
  readonly #said = new Map<string, string>()

  constructor(catalogue: Catalogue) {
    const forms: Form[] = []
    const within: Form[] = []
    for (const [area, texts] of Object.entries(catalogue)) {
      for (const [english, text] of Object.entries(texts)) {
        const isWhole = area !== WITHIN
        if (english.includes('{1}')) (isWhole ? forms : within).push(formOf(english, text))
        else (isWhole ? this.#whole : this.#part).set(english, text)
      }
    }
    this.#forms = sorted(forms)
    this.#formsWithin = sorted([...forms, ...within])
  }

  /** The text in this language. Reasons joined by `; ` are taken one by one. */
  say(text: string): string {
    const known = this.#said.get(text)
    if (known !== undefined) return known
    const put =
      this.#sentence(text) ??
      this.#joined(text) ??
      this.#field(text) ??
      this.#listed(text) ??
      this.#subject(text)
    const said = put === null ? text : spaced(put)
    if (this.#said.size >= REMEMBERED) this.#said.clear()
    this.#said.set(text, said)
    return said
  }

  #sentence(text: string): string | null {
    return this.#whole.get(text) ?? this.#filled(text, this.#forms, 'pattern')
  }

  #joined(text: string): string | null {
    if (text.includes('; ')) {
      const parts = text.split('; ')
      const said = parts.map((part) => this.#sentence(part) ?? this.#field(part) ?? part)
      if (said.some((one, k) => one !== parts[k])) return said.join('；')
    }
    return this.#filled(text, this.#forms, 'wide')
  }

  #field(text: string): string | null {
    const [, field, rest] = FIELD.exec(text) ?? []
    if (field === undefined || rest === undefined) return null
    const said = this.#sentence(rest)
    if (said === null) return null
    const path = field.replace(/^body\./, '')
    return `${this.#part.get(path.split('.').at(-1)!) ?? path}：${said}`
  }

  #subject(text: string): string | null {
    const [, subject, rest = '', end = ''] = SUBJECT.exec(text) ?? []
    const said = this.#sentence(rest)
    return subject === undefined || said === null
      ? null
      : `${subject} ${said}${end === '' ? '' : '。'}`
  }

  /** Phrases one after another, each of them known; one may hold a comma itself. */
  #listed(text: string): string | null {
    const parts = text.split(', ')
    const said: string[] = []
    for (let from = 0; from < parts.length;) {
      let to = parts.length
      while (to > from && !this.#whole.has(parts.slice(from, to).join(', '))) to--
      if (to === from) return null
      said.push(this.#whole.get(parts.slice(from, to).join(', '))!)
      from = to
    }
    return said.join('、')
  }

  #filled(text: string, forms: readonly Form[], way: 'pattern' | 'wide'): string | null {
    for (const form of forms) {
      const found = form[way].exec(text)
      if (found === null) continue
      const values = new Map(form.order.map((name, k) => [name, this.#value(found[k + 1]!)]))
      return form.text.replace(/\{(\d)\}/g, (_, name: string) => values.get(Number(name)) ?? '')
    }
    return null
  }

  /** What stands in a hole may be such a text itself. */
  #value(text: string): string {
    if (!/[A-Za-z]{2}/.test(text)) return text
    return (
      this.#whole.get(text) ??
      this.#part.get(text) ??
      this.#filled(text, this.#formsWithin, 'pattern') ??
      text
    )
  }
}

function formOf(english: string, text: string): Form {
  const order = [...english.matchAll(/\{(\d)\}/g)].map(([, name]) => Number(name))
  const exact = english.replace(/[.*+?^$()|[\]\\]|\{(?!\d\})|(?<!\{\d)\}/g, '\\$&')
  // Of two holes side by side the first takes a word.
  const one = exact.replace(/\{\d\}(?=\{\d\})/g, '([^ ;,]*)')
  const pattern = new RegExp(`^${one.replace(/\{\d\}/g, '([^;]*?)')}$`, 's')
  const wide = new RegExp(`^${one.replace(/\{\d\}/g, '(.*?)')}$`, 's')
  const weight = english.replace(/\{\d\}/g, '').length
  return { weight, pattern, wide, text, order }
}

/** One space between Chinese and other letters, none within Chinese. */
function spaced(text: string): string {
  return text
    .replace(/(?<=[\u3400-\u9fff，。：；（）]) +(?=[\u3400-\u9fff])/g, '')
    .replace(/(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u3400-\u9fff])/g, ' ')
}

/** What says most comes first: a form of few words would take what belongs to another. */
function sorted(forms: readonly Form[]): Form[] {
  return forms.toSorted((a, b) => b.weight - a.weight)
}
