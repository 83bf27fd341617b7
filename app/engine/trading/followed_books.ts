import type { Journal } from '#ports/journal.js'
import type { AccountBook } from './account_book.js'
import { rebuild } from './rebuild.js'

/**
 * Books of accounts for whoever looks at them often, beside the engines that write them and in any process:
 * each is read out of its journal once, and from then on only what was added since.
 */
export class FollowedBooks {
  readonly #books = new Map<string, AccountBook>()
  readonly #reading = new Map<string, Promise<unknown>>()

  constructor(private readonly journal: Pick<Journal, 'read' | 'latestSnapshot'>) {}

  /**
   * What `look` sees in the book of an account as its journal has it now. The book is lent: it must neither
   * be changed nor kept. Throws when the journal cannot be read; the next look then begins anew.
   */
  look<T>(account: string, look: (book: AccountBook) => T): Promise<T> {
    const before = this.#reading.get(account) ?? Promise.resolve()
    const looked = before.catch(() => {}).then(() => this.#look(account, look))
    this.#reading.set(account, looked)
    return looked
  }

  async #look<T>(account: string, look: (book: AccountBook) => T): Promise<T> {
    const from = this.#books.get(account) ?? null
    // A book that was moved on halfway is no book.
    this.#books.delete(account)
    const { book } = await rebuild(this.journal as Journal, account, { from })
    this.#books.set(account, book)
    return look(book)
  }
}
