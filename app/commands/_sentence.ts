/** What begins with a word of ours, rather than with an id, a path or the name of a field. */
const FIRST_WORD = /^(?:a|all|an|everything|it|no|nothing|say|that|the|there|type|what) /

/** A reason as a sentence of its own: with a capital where it begins with a plain word, and a stop. */
export function asSentence(text: string): string {
  const begun = FIRST_WORD.test(text) ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`
}
