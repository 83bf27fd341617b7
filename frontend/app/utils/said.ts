/** The host's sentences in one language, by area: English as the host has it, `{1}` for what differs. */
type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>

interface Form {
  /** What stands before, between and behind the holes. */
  pieces: string[]
  /** Letters outside of the holes. */
  weight: number
  text: string
  order: number[]
}

/** Whether a hole may hold what joins sentences. */
type Way = 'plain' | 'with joints'

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
    return this.#whole.get(text) ?? this.#filled(text, this.#forms)
  }

  #joined(text: string): string | null {
    if (text.includes('; ')) {
      const parts = text.split('; ')
      const said = parts.map((part) => this.#sentence(part) ?? this.#field(part) ?? part)
      if (said.some((one, k) => one !== parts[k])) return said.join('；')
    }
    return this.#filled(text, this.#forms, 'with joints')
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

  #filled(text: string, forms: readonly Form[], way: Way = 'plain'): string | null {
    for (const form of forms) {
      const found = holesOf(text, form.pieces, way)
      if (found === null) continue
      const values = new Map(form.order.map((name, k) => [name, this.#value(found[k]!)]))
      return form.text.replace(/\{(\d)\}/g, (_, name: string) => values.get(Number(name)) ?? '')
    }
    return null
  }

  /** What stands in a hole may be such a text itself. */
  #value(text: string): string {
    if (!/[A-Za-z]{2}/.test(text)) return text
    return (
      this.#whole.get(text) ?? this.#part.get(text) ?? this.#filled(text, this.#formsWithin) ?? text
    )
  }
}

function formOf(english: string, text: string): Form {
  const order = [...english.matchAll(/\{(\d)\}/g)].map(([, name]) => Number(name))
  const pieces = english.split(/\{\d\}/)
  return { pieces, weight: pieces.join('').length, text, order }
}

/**
 * What stands in the holes of a form, as little in each as fits, or `null` for another text. Of two holes side by
 * side the first takes a word. It goes through the text once: whoever writes a reason does not choose how long
 * its reader waits.
 */
function holesOf(text: string, pieces: readonly string[], way: Way): string[] | null {
  const [head, tail] = [pieces[0]!, pieces.at(-1)!]
  const end = text.length - tail.length
  if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return null
  const found: string[] = []
  let at = head.length
  for (const [k, piece] of pieces.slice(1).entries()) {
    let to = text.indexOf(piece, at)
    if (k === pieces.length - 2) to = end
    else if (piece === '') to = at + /^[^ ;,]*/.exec(text.slice(at, end))![0].length
    if (to < at) return null
    const value = text.slice(at, to)
    if (way === 'plain' && value.includes(';')) return null
    found.push(value)
    at = to + piece.length
  }
  return found
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
