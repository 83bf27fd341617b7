/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Headers
}

/** Calls the API as a browser does, with its cookies, or as a program, with a token. */
export class ApiCaller {
  readonly #cookies = new Map<string, string>()

  constructor(
    readonly address: string,
    private readonly token: string | null = null
  ) {}

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** Headers that say who calls. */
  get credentials(): Record<string, string> {
    return this.token === null
      ? { cookie: [...this.#cookies].map((one) => one.join('=')).join('; ') }
      : { authorization: `Bearer ${this.token}` }
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  get(path: string): Promise<ApiAnswer> {
    return this.call('GET', path)
  }

  /** Sends a body, and the token against forged requests that the session's cookie asks for. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<ApiAnswer> {
    const xsrf = this.#cookies.get('XSRF-TOKEN')
    const sent: Record<string, string> = {
      ...this.credentials,
      ...(xsrf === undefined ? {} : { 'x-xsrf-token': decodeURIComponent(xsrf) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }
    const response = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: sent,
      ...(body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
      headers: response.headers,
    }
  }
}

/** Sets up or logs in, as the path says; the answer calls the API as that person, freshly logged in. */
export async function enter(address: string, path: string, body: unknown): Promise<ApiCaller> {
  const caller = new ApiCaller(address)
  await caller.get('/session')
  const { status, body: said } = await caller.call('POST', path, body)
  if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(said)}`)
  await caller.get('/session')
  return caller
}

/** Becomes the owner of a fresh installation by the code on its console. */
export function becomeOwner(
  { address, setupCode }: { readonly address: string; readonly setupCode: string },
  who: { readonly name: string; readonly password: string }
): Promise<ApiCaller> {
  return enter(address, '/setup', { setupCode, ...who })
}

/** Makes a token of a person for all strategies; `caller` calls the API with it. */
export async function programOf(
  person: ApiCaller,
  abilities: readonly string[]
): Promise<{ readonly caller: ApiCaller; readonly id: string }> {
  const wish = { name: 'bot', abilities, strategies: null, days: 1 }
  const { body } = await person.call('POST', '/tokens', wish)
  const { id } = body.token as { id: string }
  return { caller: new ApiCaller(person.address, String(body.text)), id }
}
