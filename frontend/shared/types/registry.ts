/* eslint-disable @typescript-eslint/no-empty-object-type -- Tuyau's word for nothing. */

/**
 * What every route of the API takes and answers, in the form of Tuyau's registries. Written out of the host's own
 * types by bin/api_types.ts; a test fails while this is behind. Do not edit.
 */

/** What the host answers in place of what was asked for. */
export interface ApiProblem {
  status: number
  response: {
    type: string
    title: string
    status: number
    code: string
    detail: string
    requestId?: string
    fields?: { field: string; message: string }[]
    [member: string]: unknown
  }
}

export interface Registry {
  'GET /session': {
    methods: ['GET']
    pattern: '/session'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response:
        | {
            abilities: (
              | 'account:read'
              | 'account:write'
              | 'alerts:read'
              | 'alerts:write'
              | 'audit:read'
              | 'audit:write'
              | 'backtests:read'
              | 'backtests:write'
              | 'engine:halt'
              | 'engine:read'
              | 'engine:write'
              | 'health:read'
              | 'health:write'
              | 'market-data:read'
              | 'market-data:write'
              | 'orders:read'
              | 'orders:write'
              | 'plugins:read'
              | 'plugins:write'
              | 'risk:read'
              | 'risk:write'
              | 'settings:read'
              | 'settings:write'
              | 'strategies:read'
              | 'strategies:write'
              | 'tokens:read'
              | 'tokens:write'
              | 'traces:read'
              | 'traces:write'
              | 'users:read'
              | 'users:write'
            )[]
            isFresh: boolean
            state: 'signed_in'
            token: string | null
            user: {
              createdAt: string
              hasTotp: boolean
              id: string
              isEnabled: boolean
              lastLoginAt: string | null
              name: string
              role: 'owner' | 'trader' | 'viewer'
            }
          }
        | { abilities: never[]; state: 'setup_needed' | 'signed_out'; user: null }
      errorResponse: ApiProblem
    }
  }
  'POST /setup': {
    methods: ['POST']
    pattern: '/setup'
    types: {
      body: { name: string; password: string; setupCode: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /session': {
    methods: ['POST']
    pattern: '/session'
    types: {
      body: { code?: string | null; name: string; password: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /session/fresh': {
    methods: ['POST']
    pattern: '/session/fresh'
    types: {
      body: { code?: string | null; password: string }
      paramsTuple: []
      params: {}
      query: {}
      response: { isFresh: boolean }
      errorResponse: ApiProblem
    }
  }
  'POST /session/passkey/options': {
    methods: ['POST']
    pattern: '/session/passkey/options'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { options: object }
      errorResponse: ApiProblem
    }
  }
  'POST /session/passkey': {
    methods: ['POST']
    pattern: '/session/passkey'
    types: {
      body: {
        answer: {
          id: string
          rawId: string
          response: {
            authenticatorData: string
            clientDataJSON: string
            signature: string
            userHandle?: string | null
          }
          type: 'public-key'
        }
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /session/fresh/passkey/options': {
    methods: ['POST']
    pattern: '/session/fresh/passkey/options'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { options: object }
      errorResponse: ApiProblem
    }
  }
  'POST /session/fresh/passkey': {
    methods: ['POST']
    pattern: '/session/fresh/passkey'
    types: {
      body: {
        answer: {
          id: string
          rawId: string
          response: {
            authenticatorData: string
            clientDataJSON: string
            signature: string
            userHandle?: string | null
          }
          type: 'public-key'
        }
      }
      paramsTuple: []
      params: {}
      query: {}
      response: { isFresh: boolean }
      errorResponse: ApiProblem
    }
  }
  'DELETE /session': {
    methods: ['DELETE']
    pattern: '/session'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {}
      errorResponse: ApiProblem
    }
  }
  'PUT /me/password': {
    methods: ['PUT']
    pattern: '/me/password'
    types: {
      body: { newPassword: string; password: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /me/totp': {
    methods: ['POST']
    pattern: '/me/totp'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { address: string; secret: string }
      errorResponse: ApiProblem
    }
  }
  'PUT /me/totp': {
    methods: ['PUT']
    pattern: '/me/totp'
    types: {
      body: { code: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /me/totp': {
    methods: ['DELETE']
    pattern: '/me/totp'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /me/passkeys': {
    methods: ['GET']
    pattern: '/me/passkeys'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        isPossible: boolean
        passkeys: {
          createdAt: string
          id: string
          isSynced: boolean
          lastUsedAt: string | null
          name: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /me/passkeys/options': {
    methods: ['POST']
    pattern: '/me/passkeys/options'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { options: object }
      errorResponse: ApiProblem
    }
  }
  'POST /me/passkeys': {
    methods: ['POST']
    pattern: '/me/passkeys'
    types: {
      body: {
        answer: {
          id: string
          rawId: string
          response: {
            attestationObject: string
            clientDataJSON: string
            transports?: string[] | null
          }
          type: 'public-key'
        }
        name: string
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        passkey: {
          createdAt: string
          id: string
          isSynced: boolean
          lastUsedAt: string | null
          name: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /me/passkeys/:id': {
    methods: ['PATCH']
    pattern: '/me/passkeys/:id'
    types: {
      body: { name: string }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        isPossible: boolean
        passkeys: {
          createdAt: string
          id: string
          isSynced: boolean
          lastUsedAt: string | null
          name: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /me/passkeys/:id': {
    methods: ['DELETE']
    pattern: '/me/passkeys/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        isPossible: boolean
        passkeys: {
          createdAt: string
          id: string
          isSynced: boolean
          lastUsedAt: string | null
          name: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /me/preferences': {
    methods: ['GET']
    pattern: '/me/preferences'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        density: 'compact' | 'normal' | 'roomy'
        tables: {
          [key: string]: {
            order: string[]
            shown: { [key: string]: boolean }
            widths: { [key: string]: number }
          }
        }
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /me/preferences': {
    methods: ['PATCH']
    pattern: '/me/preferences'
    types: {
      body: {
        density?: 'compact' | 'normal' | 'roomy' | null
        tables?: {
          [key: string]: {
            order: string[]
            shown: { [key: string]: boolean | number | string }
            widths: { [key: string]: number | string }
          } | null
        } | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        density: 'compact' | 'normal' | 'roomy'
        tables: {
          [key: string]: {
            order: string[]
            shown: { [key: string]: boolean }
            widths: { [key: string]: number }
          }
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /me/sessions': {
    methods: ['GET']
    pattern: '/me/sessions'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        sessions: {
          agent: string
          beganAt: string
          expiresAt: string
          from: string
          id: string
          isHere: boolean
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /me/sessions': {
    methods: ['DELETE']
    pattern: '/me/sessions'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { ended: number }
      errorResponse: ApiProblem
    }
  }
  'DELETE /me/sessions/:id': {
    methods: ['DELETE']
    pattern: '/me/sessions/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { ended: number }
      errorResponse: ApiProblem
    }
  }
  'GET /users': {
    methods: ['GET']
    pattern: '/users'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        users: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /users': {
    methods: ['POST']
    pattern: '/users'
    types: {
      body: { name: string; password: string; role: 'owner' | 'trader' | 'viewer' }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /users/:id': {
    methods: ['PATCH']
    pattern: '/users/:id'
    types: {
      body: {
        isEnabled?: boolean | number | string | null
        password?: string | null
        removesPasskeys?: boolean | number | string | null
        removesTotp?: boolean | number | string | null
        role?: 'owner' | 'trader' | 'viewer' | null
      }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        user: {
          createdAt: string
          hasTotp: boolean
          id: string
          isEnabled: boolean
          lastLoginAt: string | null
          name: string
          role: 'owner' | 'trader' | 'viewer'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /tokens': {
    methods: ['GET']
    pattern: '/tokens'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        abilities: (
          | 'account:read'
          | 'account:write'
          | 'alerts:read'
          | 'alerts:write'
          | 'audit:read'
          | 'audit:write'
          | 'backtests:read'
          | 'backtests:write'
          | 'engine:halt'
          | 'engine:read'
          | 'engine:write'
          | 'health:read'
          | 'health:write'
          | 'market-data:read'
          | 'market-data:write'
          | 'orders:read'
          | 'orders:write'
          | 'plugins:read'
          | 'plugins:write'
          | 'risk:read'
          | 'risk:write'
          | 'settings:read'
          | 'settings:write'
          | 'strategies:read'
          | 'strategies:write'
          | 'tokens:read'
          | 'tokens:write'
          | 'traces:read'
          | 'traces:write'
          | 'users:read'
          | 'users:write'
        )[]
        tokens: {
          abilities: string[]
          addresses: string[] | null
          createdAt: string
          expiresAt: string
          id: string
          lastUsedAt: string | null
          lastUsedFrom: string | null
          name: string
          revokedAt: string | null
          strategies: string[] | null
          userId: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /tokens': {
    methods: ['POST']
    pattern: '/tokens'
    types: {
      body: {
        abilities: string[]
        addresses?: string[] | null
        days: number | string
        name: string
        strategies: string[] | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        text: string
        token: {
          abilities: string[]
          addresses: string[] | null
          createdAt: string
          expiresAt: string
          id: string
          lastUsedAt: string | null
          lastUsedFrom: string | null
          name: string
          revokedAt: string | null
          strategies: string[] | null
          userId: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /tokens/reach': {
    methods: ['GET']
    pattern: '/tokens/reach'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        calls: {
          ability:
            | 'account:read'
            | 'account:write'
            | 'alerts:read'
            | 'alerts:write'
            | 'audit:read'
            | 'audit:write'
            | 'backtests:read'
            | 'backtests:write'
            | 'engine:halt'
            | 'engine:read'
            | 'engine:write'
            | 'health:read'
            | 'health:write'
            | 'market-data:read'
            | 'market-data:write'
            | 'orders:read'
            | 'orders:write'
            | 'plugins:read'
            | 'plugins:write'
            | 'risk:read'
            | 'risk:write'
            | 'settings:read'
            | 'settings:write'
            | 'strategies:read'
            | 'strategies:write'
            | 'tokens:read'
            | 'tokens:write'
            | 'traces:read'
            | 'traces:write'
            | 'users:read'
            | 'users:write'
          method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT'
          path: string
          says: string
        }[]
        channels: {
          ability:
            | 'account:read'
            | 'account:write'
            | 'alerts:read'
            | 'alerts:write'
            | 'audit:read'
            | 'audit:write'
            | 'backtests:read'
            | 'backtests:write'
            | 'engine:halt'
            | 'engine:read'
            | 'engine:write'
            | 'health:read'
            | 'health:write'
            | 'market-data:read'
            | 'market-data:write'
            | 'orders:read'
            | 'orders:write'
            | 'plugins:read'
            | 'plugins:write'
            | 'risk:read'
            | 'risk:write'
            | 'settings:read'
            | 'settings:write'
            | 'strategies:read'
            | 'strategies:write'
            | 'tokens:read'
            | 'tokens:write'
            | 'traces:read'
            | 'traces:write'
            | 'users:read'
            | 'users:write'
          name: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /tokens/:id/rotate': {
    methods: ['POST']
    pattern: '/tokens/:id/rotate'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        text: string
        token: {
          abilities: string[]
          addresses: string[] | null
          createdAt: string
          expiresAt: string
          id: string
          lastUsedAt: string | null
          lastUsedFrom: string | null
          name: string
          revokedAt: string | null
          strategies: string[] | null
          userId: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /tokens/:id': {
    methods: ['DELETE']
    pattern: '/tokens/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        token: {
          abilities: string[]
          addresses: string[] | null
          createdAt: string
          expiresAt: string
          id: string
          lastUsedAt: string | null
          lastUsedFrom: string | null
          name: string
          revokedAt: string | null
          strategies: string[] | null
          userId: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /audit': {
    methods: ['GET']
    pattern: '/audit'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {
        action?: string | null
        actor?: string | null
        after?: number | string | null
        limit?: number | string | null
        since?: string | null
        subject?: string | null
        until?: string | null
      }
      response: {
        entries: {
          action: string
          actor: string
          at: string
          detail: { [key: string]: unknown }
          hash: string
          previousHash: string
          sequence: number
          subject: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /audit.csv': {
    methods: ['GET']
    pattern: '/audit.csv'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {
        action?: string | null
        actor?: string | null
        since?: string | null
        subject?: string | null
        until?: string | null
      }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /audit/verify': {
    methods: ['GET']
    pattern: '/audit/verify'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { broken: { reason: string; sequence: number } | null; rows: number }
      errorResponse: ApiProblem
    }
  }
  'GET /engine': {
    methods: ['GET']
    pattern: '/engine'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        accounts: {
          cash: string
          currency: string
          environment: string
          equity: string
          journal: number
          lease: number
          mode: 'active' | 'halted' | 'reduce_only'
          modeReason: string | null
          name: string
          updatedAt: string
        }[]
        at: string
        market: {
          atMs: number
          feed: string
          instruments: {
            atMs: number | null
            freshness: 'closed' | 'fresh' | 'stale' | 'waiting'
            listeners: number
            price: number | null
            refused: { [key: string]: number }
            symbol: string
          }[]
          late: number
          listeners: { dropped: number; name: string; waiting: number }[]
          missing: string[]
          process: number
          refused: { [key: string]: number }
          sharedBy: 'postgresql' | 'redis' | null
          stored: { dropped: number; failure: string | null; waiting: number; written: number }
        } | null
        tradedBy: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts': {
    methods: ['GET']
    pattern: '/accounts'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          cash: string
          currency: string
          environment: string
          equity: string
          journal: number
          lease: number
          mode: 'active' | 'halted' | 'reduce_only'
          modeReason: string | null
          name: string
          updatedAt: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts': {
    methods: ['POST']
    pattern: '/accounts'
    types: {
      body: {
        cash: string
        currency?: 'HKD' | 'USD' | null
        name: string
        symbols?: string[] | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        account: {
          cash: string
          currency: string
          environment: string
          equity: string
          journal: number
          lease: number
          mode: 'active' | 'halted' | 'reduce_only'
          modeReason: string | null
          name: string
          updatedAt: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/instruments': {
    methods: ['POST']
    pattern: '/accounts/:account/instruments'
    types: {
      body: { rate?: string | null; symbols: string[] }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'PUT /accounts/:account/rates/:currency': {
    methods: ['PUT']
    pattern: '/accounts/:account/rates/:currency'
    types: {
      body: { rate: string }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; currency: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account': {
    methods: ['GET']
    pattern: '/accounts/:account'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        account: {
          cash: string
          currency: string
          environment: string
          equity: string
          journal: number
          lease: number
          mode: 'active' | 'halted' | 'reduce_only'
          modeReason: string | null
          name: string
          updatedAt: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/positions': {
    methods: ['GET']
    pattern: '/accounts/:account/positions'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        items: {
          averageCost: string
          fees: string
          price: string
          quantity: string
          realised: string
          strategy: string
          symbol: string
          updatedAt: string
          value: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/halt': {
    methods: ['POST']
    pattern: '/accounts/:account/halt'
    types: {
      body: { reason: string; reduceOnly?: boolean | number | string | null }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/resume': {
    methods: ['POST']
    pattern: '/accounts/:account/resume'
    types: {
      body: { reason?: string | null }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/close': {
    methods: ['POST']
    pattern: '/accounts/:account/close'
    types: {
      body: { reason?: string | null; strategy?: string | null; symbol: string }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        cancels: string[]
        command: string
        mode: 'active' | 'halted' | 'reduce_only'
        orders: string[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/reduce': {
    methods: ['POST']
    pattern: '/accounts/:account/reduce'
    types: {
      body: { fraction: number | string; reason?: string | null; strategy: string; symbol: string }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/flatten': {
    methods: ['POST']
    pattern: '/accounts/:account/flatten'
    types: {
      body: { halt?: boolean | number | string | null; reason?: string | null }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        cancels: string[]
        command: string
        mode: 'active' | 'halted' | 'reduce_only'
        orders: string[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/orders': {
    methods: ['GET']
    pattern: '/accounts/:account/orders'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        limit?: number | string | null
        open?: boolean | number | string | null
        state?:
          | 'cancelled'
          | 'denied'
          | 'expired'
          | 'filled'
          | 'partial'
          | 'pending'
          | 'rejected'
          | 'submitted'
          | 'unknown'
          | null
        strategy?: string | null
        symbol?: string | null
      }
      response: {
        items: {
          averagePrice: string | null
          createdAt: string
          filled: string
          id: string
          limitPrice: string | null
          quantity: string
          reason: string | null
          remark: string | null
          role: 'close' | 'entry' | 'liquidation' | 'stop_loss' | 'take_profit' | 'trailing_stop'
          side: 'buy' | 'sell'
          state:
            | 'cancelled'
            | 'denied'
            | 'expired'
            | 'filled'
            | 'partial'
            | 'pending'
            | 'rejected'
            | 'submitted'
            | 'unknown'
          stopPrice: string | null
          strategy: string
          symbol: string
          type: 'limit' | 'market' | 'stop' | 'stop_limit' | 'trailing_stop'
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/orders/:id': {
    methods: ['GET']
    pattern: '/accounts/:account/orders/:id'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; id: string | number }
      query: {}
      response: {
        order: {
          averagePrice: string | null
          createdAt: string
          filled: string
          id: string
          limitPrice: string | null
          quantity: string
          reason: string | null
          remark: string | null
          role: 'close' | 'entry' | 'liquidation' | 'stop_loss' | 'take_profit' | 'trailing_stop'
          side: 'buy' | 'sell'
          state:
            | 'cancelled'
            | 'denied'
            | 'expired'
            | 'filled'
            | 'partial'
            | 'pending'
            | 'rejected'
            | 'submitted'
            | 'unknown'
          stopPrice: string | null
          strategy: string
          symbol: string
          type: 'limit' | 'market' | 'stop' | 'stop_limit' | 'trailing_stop'
        }
        trace: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/orders': {
    methods: ['POST']
    pattern: '/accounts/:account/orders'
    types: {
      body: {
        limitPrice?: string | null
        quantity: string
        reason?: string | null
        side: 'buy' | 'sell'
        stopPrice?: string | null
        symbol: string
        timeInForce?: 'day' | 'gtc' | 'ioc' | null
      }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        asked: number
        command: string
        decision: 'approve' | 'deny' | 'reduce'
        orders: string[]
        quantity: number
        reason: string | null
        verdicts: { decision: 'approve' | 'deny' | 'reduce'; reason: string | null; rule: string }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/orders/check': {
    methods: ['POST']
    pattern: '/accounts/:account/orders/check'
    types: {
      body: {
        limitPrice?: string | null
        quantity: string
        reason?: string | null
        side: 'buy' | 'sell'
        stopPrice?: string | null
        symbol: string
        timeInForce?: 'day' | 'gtc' | 'ioc' | null
      }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        asked: number
        command: string
        decision: 'approve' | 'deny' | 'reduce'
        passes: boolean
        quantity: number
        reason: string | null
        verdicts: { decision: 'approve' | 'deny' | 'reduce'; reason: string | null; rule: string }[]
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /accounts/:account/orders/:id': {
    methods: ['PATCH']
    pattern: '/accounts/:account/orders/:id'
    types: {
      body: {
        limitPrice?: string | null
        quantity?: string | null
        reason?: string | null
        stopPrice?: string | null
      }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; id: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'DELETE /accounts/:account/orders/:id': {
    methods: ['DELETE']
    pattern: '/accounts/:account/orders/:id'
    types: {
      body: { reason?: string | null }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; id: string | number }
      query: {}
      response: { command: string; order: string }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/strategies': {
    methods: ['GET']
    pattern: '/accounts/:account/strategies'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        items: {
          account: string
          againAt: string | null
          createdAt: string
          createdBy: string
          environment: 'example' | 'live' | 'paper'
          name: string
          parameters: { [key: string]: string }
          parametersVersion: number
          plugin: string
          reason: string | null
          since: string
          starts: number
          state:
            | 'created'
            | 'failed'
            | 'paused'
            | 'refused'
            | 'running'
            | 'starting'
            | 'stopped'
            | 'waiting'
          symbols: string[]
          timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
          version: string | null
          wanted: 'paused' | 'running' | 'stopped'
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies'
    types: {
      body: {
        name?: string | null
        parameters?: { [key: string]: string } | null
        plugin: string
        symbols: string[]
        timeframe?: string | null
      }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        strategy: {
          account: string
          againAt: string | null
          createdAt: string
          createdBy: string
          environment: 'example' | 'live' | 'paper'
          name: string
          parameters: { [key: string]: string }
          parametersVersion: number
          plugin: string
          reason: string | null
          since: string
          starts: number
          state:
            | 'created'
            | 'failed'
            | 'paused'
            | 'refused'
            | 'running'
            | 'starting'
            | 'stopped'
            | 'waiting'
          symbols: string[]
          timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
          version: string | null
          wanted: 'paused' | 'running' | 'stopped'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/activity': {
    methods: ['GET']
    pattern: '/accounts/:account/activity'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        currency: string
        items: {
          closes: { day: string; profit: string }[]
          errors: number
          lastError: { at: string; text: string } | null
          lastSignal: {
            at: string
            decision: 'approve' | 'deny' | 'reduce'
            reason: string
            symbol: string
            trace: string
          } | null
          orders: number
          strategy: string
        }[]
        since: string
        turns: {
          at: string
          event: 'parameters_changed' | 'start_strategy' | 'stop_strategy'
          strategy: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/strategies/:name': {
    methods: ['GET']
    pattern: '/accounts/:account/strategies/:name'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response: {
        events: { actor: string; at: string; detail: string | null; event: string }[]
        snapshot: { at: string; state: string } | null
        strategy: {
          account: string
          againAt: string | null
          createdAt: string
          createdBy: string
          environment: 'example' | 'live' | 'paper'
          name: string
          parameters: { [key: string]: string }
          parametersVersion: number
          plugin: string
          reason: string | null
          since: string
          starts: number
          state:
            | 'created'
            | 'failed'
            | 'paused'
            | 'refused'
            | 'running'
            | 'starting'
            | 'stopped'
            | 'waiting'
          symbols: string[]
          timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
          version: string | null
          wanted: 'paused' | 'running' | 'stopped'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/strategies/:name/logs': {
    methods: ['GET']
    pattern: '/accounts/:account/strategies/:name/logs'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: { after?: number | string | null; limit?: number | string | null }
      response: {
        items: {
          at: string
          level: 'debug' | 'error' | 'info' | 'warn'
          number: number
          text: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/strategies/:name/draft': {
    methods: ['GET']
    pattern: '/accounts/:account/strategies/:name/draft'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response: {
        changes: { from: string; name: string; to: string }[]
        current: { parameters: { [key: string]: string }; version: number }
        declarations: {
          [key: string]:
            | {
                default: boolean
                description?: string
                label?: string
                type: 'boolean'
                unit?: string
              }
            | {
                default: number
                description?: string
                label?: string
                max?: number
                min?: number
                step?: number
                type: 'integer' | 'number'
                unit?: string
              }
            | {
                default: string
                description?: string
                label?: string
                options: string[]
                type: 'choice'
                unit?: string
              }
        } | null
        draft: {
          at: string
          base: number
          by: string
          parameters: { [key: string]: string }
        } | null
        faults: { message: string; name: string }[]
        isOutdated: boolean
        versions: {
          at: string
          by: string
          parameters: { [key: string]: string }
          reason: string
          version: number
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'PUT /accounts/:account/strategies/:name/draft': {
    methods: ['PUT']
    pattern: '/accounts/:account/strategies/:name/draft'
    types: {
      body: { parameters: { [key: string]: string } }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response: {
        changes: { from: string; name: string; to: string }[]
        current: { parameters: { [key: string]: string }; version: number }
        declarations: {
          [key: string]:
            | {
                default: boolean
                description?: string
                label?: string
                type: 'boolean'
                unit?: string
              }
            | {
                default: number
                description?: string
                label?: string
                max?: number
                min?: number
                step?: number
                type: 'integer' | 'number'
                unit?: string
              }
            | {
                default: string
                description?: string
                label?: string
                options: string[]
                type: 'choice'
                unit?: string
              }
        } | null
        draft: {
          at: string
          base: number
          by: string
          parameters: { [key: string]: string }
        } | null
        faults: { message: string; name: string }[]
        isOutdated: boolean
        versions: {
          at: string
          by: string
          parameters: { [key: string]: string }
          reason: string
          version: number
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /accounts/:account/strategies/:name/draft': {
    methods: ['DELETE']
    pattern: '/accounts/:account/strategies/:name/draft'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response: {
        changes: { from: string; name: string; to: string }[]
        current: { parameters: { [key: string]: string }; version: number }
        declarations: {
          [key: string]:
            | {
                default: boolean
                description?: string
                label?: string
                type: 'boolean'
                unit?: string
              }
            | {
                default: number
                description?: string
                label?: string
                max?: number
                min?: number
                step?: number
                type: 'integer' | 'number'
                unit?: string
              }
            | {
                default: string
                description?: string
                label?: string
                options: string[]
                type: 'choice'
                unit?: string
              }
        } | null
        draft: {
          at: string
          base: number
          by: string
          parameters: { [key: string]: string }
        } | null
        faults: { message: string; name: string }[]
        isOutdated: boolean
        versions: {
          at: string
          by: string
          parameters: { [key: string]: string }
          reason: string
          version: number
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies/:name/draft/apply': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies/:name/draft/apply'
    types: {
      body: { reason?: string | null }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies/:name/start': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies/:name/start'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            cancels: number
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            order: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies/:name/pause': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies/:name/pause'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            cancels: number
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            order: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies/:name/resume': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies/:name/resume'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            cancels: number
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            order: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/strategies/:name/stop': {
    methods: ['POST']
    pattern: '/accounts/:account/strategies/:name/stop'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; name: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            cancels: number
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            order: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
        | {
            command: string
            strategy: {
              account: string
              againAt: string | null
              createdAt: string
              createdBy: string
              environment: 'example' | 'live' | 'paper'
              name: string
              parameters: { [key: string]: string }
              parametersVersion: number
              plugin: string
              reason: string | null
              since: string
              starts: number
              state:
                | 'created'
                | 'failed'
                | 'paused'
                | 'refused'
                | 'running'
                | 'starting'
                | 'stopped'
                | 'waiting'
              symbols: string[]
              timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
              version: string | null
              wanted: 'paused' | 'running' | 'stopped'
            }
          }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk': {
    methods: ['GET']
    pattern: '/accounts/:account/risk'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        at: string
        bias: number
        bindsFirst:
          | 'loss.dailyLossFractionMax'
          | 'loss.dailyLossMax'
          | 'loss.drawdownFractionMax'
          | 'loss.haltOnDailyLoss'
          | 'loss.strategyLossMax'
          | 'portfolio.exposureFractionMax'
          | 'portfolio.leverageMax'
          | 'portfolio.sectorFractionMax'
          | 'position.countMax'
          | 'position.notionalMax'
          | 'position.quantityMax'
          | null
        currency: string
        dailyLoss: string
        drawdown: number
        equity: string
        exposure: string
        haltsOnDailyLoss: boolean
        limitsVersion: number
        mode: 'active' | 'halted' | 'reduce_only'
        modeReason: string | null
        peakEquity: string
        sequence: number
        uses: {
          about: string | null
          field:
            | 'loss.dailyLossFractionMax'
            | 'loss.dailyLossMax'
            | 'loss.drawdownFractionMax'
            | 'loss.haltOnDailyLoss'
            | 'loss.strategyLossMax'
            | 'portfolio.exposureFractionMax'
            | 'portfolio.leverageMax'
            | 'portfolio.sectorFractionMax'
            | 'position.countMax'
            | 'position.notionalMax'
            | 'position.quantityMax'
          headroom: string | null
          inForce: string | null
          limit: string | null
          part: number | null
          unit: 'fraction' | 'instruments' | 'money' | 'units'
          used: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk/modes': {
    methods: ['GET']
    pattern: '/accounts/:account/risk/modes'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        items: {
          actor: string | null
          at: string
          by: string | null
          mode: 'active' | 'halted' | 'reduce_only'
          reason: string
          sequence: number
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk/limits': {
    methods: ['GET']
    pattern: '/accounts/:account/risk/limits'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        current: {
          actor: string
          at: string
          by: string
          limits: {
            loss: {
              dailyLossFractionMax: number | null
              dailyLossMax: number | null
              drawdownFractionMax: number | null
              haltOnDailyLoss: boolean
              strategyLossMax: number | null
            }
            portfolio: {
              exposureFractionMax: number | null
              leverageMax: number
              sectorFractionMax: number | null
            }
            position: {
              countMax: number | null
              notionalMax: number | null
              quantityMax: number | null
            }
          }
          reason: string
          version: number
        } | null
        history: {
          actor: string
          at: string
          by: string
          limits: {
            loss: {
              dailyLossFractionMax: number | null
              dailyLossMax: number | null
              drawdownFractionMax: number | null
              haltOnDailyLoss: boolean
              strategyLossMax: number | null
            }
            portfolio: {
              exposureFractionMax: number | null
              leverageMax: number
              sectorFractionMax: number | null
            }
            position: {
              countMax: number | null
              notionalMax: number | null
              quantityMax: number | null
            }
          }
          reason: string
          version: number
        }[]
        loosenings: {
          actor: string
          askedMs: number
          by: string
          due: string
          limits: {
            'loss.dailyLossFractionMax'?: boolean | number | null
            'loss.dailyLossMax'?: boolean | number | null
            'loss.drawdownFractionMax'?: boolean | number | null
            'loss.haltOnDailyLoss'?: boolean | number | null
            'loss.strategyLossMax'?: boolean | number | null
            'portfolio.exposureFractionMax'?: boolean | number | null
            'portfolio.leverageMax'?: boolean | number | null
            'portfolio.sectorFractionMax'?: boolean | number | null
            'position.countMax'?: boolean | number | null
            'position.notionalMax'?: boolean | number | null
            'position.quantityMax'?: boolean | number | null
          }
          reason: string
          sequence: number
          settledBy: string | null
          settledMs: number | null
          state: 'in_force' | 'replaced' | 'waiting' | 'withdrawn'
          version: number | null
        }[]
        waiting: {
          actor: string
          askedMs: number
          by: string
          due: string
          limits: {
            'loss.dailyLossFractionMax'?: boolean | number | null
            'loss.dailyLossMax'?: boolean | number | null
            'loss.drawdownFractionMax'?: boolean | number | null
            'loss.haltOnDailyLoss'?: boolean | number | null
            'loss.strategyLossMax'?: boolean | number | null
            'portfolio.exposureFractionMax'?: boolean | number | null
            'portfolio.leverageMax'?: boolean | number | null
            'portfolio.sectorFractionMax'?: boolean | number | null
            'position.countMax'?: boolean | number | null
            'position.notionalMax'?: boolean | number | null
            'position.quantityMax'?: boolean | number | null
          }
          reason: string
          sequence: number
          settledBy: string | null
          settledMs: number | null
          state: 'in_force' | 'replaced' | 'waiting' | 'withdrawn'
          version: number | null
        } | null
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /accounts/:account/risk/limits': {
    methods: ['PATCH']
    pattern: '/accounts/:account/risk/limits'
    types: {
      body: { limits: { [key: string]: unknown }; reason: string }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'DELETE /accounts/:account/risk/limits/waiting': {
    methods: ['DELETE']
    pattern: '/accounts/:account/risk/limits/waiting'
    types: {
      body: { reason?: string | null }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk/bias': {
    methods: ['GET']
    pattern: '/accounts/:account/risk/bias'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        effective: number
        words: {
          actor: string
          at: string
          bias: number
          by: string
          countsFromMs: number | null
          isLasting: boolean
          reason: string
          sequence: number
          source: string
          word: number | null
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'PUT /accounts/:account/risk/bias': {
    methods: ['PUT']
    pattern: '/accounts/:account/risk/bias'
    types: {
      body: { bias: number | string; isLasting?: boolean | number | string | null; reason: string }
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk/rules': {
    methods: ['GET']
    pattern: '/accounts/:account/risk/rules'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { items: { parameters: { [key: string]: string }; plugin: string }[] }
      errorResponse: ApiProblem
    }
  }
  'PUT /accounts/:account/risk/rules/:plugin': {
    methods: ['PUT']
    pattern: '/accounts/:account/risk/rules/:plugin'
    types: {
      body: { parameters?: { [key: string]: string } | null }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; plugin: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
          }
        | { command: string; [key: string]: unknown }
        | { command: string; order: string }
      errorResponse: ApiProblem
    }
  }
  'DELETE /accounts/:account/risk/rules/:plugin': {
    methods: ['DELETE']
    pattern: '/accounts/:account/risk/rules/:plugin'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; plugin: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
          }
        | { command: string; [key: string]: unknown }
        | { command: string; order: string }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/risk/agents': {
    methods: ['GET']
    pattern: '/accounts/:account/risk/agents'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { items: { parameters: { [key: string]: string }; plugin: string }[] }
      errorResponse: ApiProblem
    }
  }
  'PUT /accounts/:account/risk/agents/:plugin': {
    methods: ['PUT']
    pattern: '/accounts/:account/risk/agents/:plugin'
    types: {
      body: { parameters?: { [key: string]: string } | null }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; plugin: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
          }
        | { command: string; [key: string]: unknown }
        | { command: string; order: string }
      errorResponse: ApiProblem
    }
  }
  'DELETE /accounts/:account/risk/agents/:plugin': {
    methods: ['DELETE']
    pattern: '/accounts/:account/risk/agents/:plugin'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { account: string | number; plugin: string | number }
      query: {}
      response:
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            orders: string[]
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | {
            asked: number
            command: string
            decision: 'approve' | 'deny' | 'reduce'
            passes: boolean
            quantity: number
            reason: string | null
            verdicts: {
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule: string
            }[]
          }
        | { cancels: number; command: string; mode: 'active' | 'halted' | 'reduce_only' }
        | {
            cancels: string[]
            command: string
            mode: 'active' | 'halted' | 'reduce_only'
            orders: string[]
          }
        | { command: string; [key: string]: unknown }
        | { command: string; order: string }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/traces': {
    methods: ['GET']
    pattern: '/accounts/:account/traces'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        denied?: boolean | number | string | null
        limit?: number | string | null
        strategy?: string | null
        symbol?: string | null
      }
      response: {
        items: {
          asked: number
          at: string
          averagePrice: number
          decision: 'approve' | 'deny' | 'reduce' | null
          filled: number
          id: string
          reason: string
          side: 'buy' | 'sell' | null
          states: string[]
          strategy: string
          symbol: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /traces/:id': {
    methods: ['GET']
    pattern: '/traces/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        trace: {
          account: string
          cause: string
          decisions: {
            asked: number
            code: string
            decision: 'approve' | 'deny' | 'reduce'
            orderId: string | null
            quantity: number
            reason: string
            strategy: string
            symbol: string
            verdicts: {
              allowed: number | null
              decision: 'approve' | 'deny' | 'reduce'
              reason: string | null
              rule:
                | 'buying_power'
                | 'daily_loss'
                | 'drawdown'
                | 'instrument_paused'
                | 'portfolio_exposure'
                | 'position_count'
                | 'position_notional'
                | 'position_quantity'
                | 'sector_concentration'
                | 'short_selling'
                | 'strategy_leverage'
                | 'strategy_loss'
                | 'strategy_position'
                | 'trading_mode'
                | 'unknown_order'
                | `plugin:${string}`
            }[]
          }[]
          endMs: number
          fills: {
            atMs: number
            brokerFillId: string
            fee: string
            marketPrice: number
            orderId: string
            price: number
            quantity: number
            sequence: number
          }[]
          id: string
          isOver: boolean
          orders: {
            averagePrice: number
            brokerOrderId: string | null
            createdMs: number
            filled: number
            id: string
            limitPrice: number | null
            parent: number
            quantity: number
            remark: string | null
            role: string
            sentQuote: {
              ask: number | null
              atMs: number
              bid: number | null
              last: number | null
              seenMs?: number
            } | null
            sequence: number
            side: 'buy' | 'sell'
            slippage: {
              against: 'ask' | 'bid' | 'last' | 'market'
              beforeHandOver: number | null
              bps: number
              perUnit: number
              perUnitAgainstMiddle: number | null
              price: number
              total: number
            } | null
            state: string
            stopPrice: number | null
            strategy: string
            symbol: string
            timeInForce: string
            type: string
          }[]
          outcome: string
          row: number
          seen: {
            actor?: string
            answeredMs?: number
            askedMs?: number
            command?: string
            judgedMs?: number
            quote: {
              ask: number | null
              atMs: number
              bid: number | null
              last: number | null
              seenMs?: number
            } | null
            state: string | null
          } | null
          spans: {
            endMs: number | null
            id: string
            name: 'broker' | 'fill' | 'order' | 'risk' | 'signal'
            parent: string | null
            startMs: number
            steps: {
              atMs: number
              code:
                | 'booked'
                | 'cancel_asked'
                | 'change_denied'
                | 'change_refused'
                | 'changed'
                | 'order_accepted'
                | 'order_cancelled'
                | 'order_expired'
                | 'order_lost'
                | 'order_rejected'
                | 'other'
                | 'rules_answered'
                | 'taken'
                | 'written'
              detail: string | null
              row: number | null
              text: string
            }[]
            text: string
          }[]
          startMs: number
          strategy: string
          symbol: string
          wish: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /alerts': {
    methods: ['GET']
    pattern: '/alerts'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {
        after?: number | string | null
        all?: boolean | number | string | null
        limit?: number | string | null
      }
      response: {
        items: {
          account: string | null
          acknowledgedAt: string | null
          acknowledgedBy: string | null
          body: string
          firstAt: string
          id: number
          key: string
          lastAt: string
          resolvedAt: string | null
          resolvedBy: string | null
          severity: 'critical' | 'info' | 'warning'
          state: 'acknowledged' | 'open' | 'resolved'
          subject: string | null
          times: number
          title: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /alerts/:id': {
    methods: ['GET']
    pattern: '/alerts/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        alert: {
          account: string | null
          acknowledgedAt: string | null
          acknowledgedBy: string | null
          body: string
          firstAt: string
          id: number
          key: string
          lastAt: string
          resolvedAt: string | null
          resolvedBy: string | null
          severity: 'critical' | 'info' | 'warning'
          state: 'acknowledged' | 'open' | 'resolved'
          subject: string | null
          times: number
          title: string
        }
        events: {
          actor: string
          at: string
          note: string
          type: 'acknowledged' | 'raised' | 'reopened' | 'resolved' | 'worsened'
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /alerts/:id/acknowledge': {
    methods: ['POST']
    pattern: '/alerts/:id/acknowledge'
    types: {
      body: { note?: string | null }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { alert: number }
      errorResponse: ApiProblem
    }
  }
  'POST /alerts/:id/resolve': {
    methods: ['POST']
    pattern: '/alerts/:id/resolve'
    types: {
      body: { note?: string | null }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { alert: number }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/portfolio': {
    methods: ['GET']
    pattern: '/accounts/:account/portfolio'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: {
        account: string
        at: string
        cash: string
        currency: string
        currencyCash: { [key: string]: string }
        currencyEffect: string
        equity: string
        exposure: {
          byCurrency: { [key: string]: string }
          bySector: { [key: string]: string }
          committed: string
          gross: string
          net: string
        }
        outside: string
        positions: {
          averageCost: string
          basis: string
          fees: string
          income: string
          openedAt: string | null
          price: string
          quantity: string
          realised: string
          strategy: string
          symbol: string
          today: string
          value: string
        }[]
        rates: { [key: string]: number }
        sequence: number
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/pnl': {
    methods: ['GET']
    pattern: '/accounts/:account/pnl'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: { days?: number | string | null; strategy?: string | null }
      response: {
        currency: string
        days: {
          byStrategy: { [key: string]: string }
          cash: string
          day: string
          equity: string
          grossExposure: string
          isLate: boolean
          netExposure: string
          outside: string
          profit: string
        }[]
        equity: string
        results: {
          fees: string
          income: string
          maxDrawdown: number
          profit: string
          realised: string
          sharpe: number | null
          strategy: string | null
          today: string
          totalReturn: number
          trades: number
          undefinedBecause: { [key: string]: string }
          unrealised: string
          value: string
          winRate: number | null
        }[]
        tradesSince: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/transactions': {
    methods: ['GET']
    pattern: '/accounts/:account/transactions'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        limit?: number | string | null
        since?: string | null
        strategy?: string | null
        symbol?: string | null
        type?:
          'adjustment' | 'cash_in_lieu' | 'commission' | 'deposit' | 'dividend' | 'trade' | null
      }
      response: {
        items: {
          amount: string
          at: string
          balance: string
          fxRate: number
          price: string | null
          quantity: string | null
          sequence: number
          strategy: string | null
          symbol: string | null
          type: 'adjustment' | 'cash_in_lieu' | 'commission' | 'deposit' | 'dividend' | 'trade'
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/fills': {
    methods: ['GET']
    pattern: '/accounts/:account/fills'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        limit?: number | string | null
        order?: string | null
        strategy?: string | null
        symbol?: string | null
      }
      response: {
        items: {
          at: string
          brokerFillId: string
          fee: string
          marketPrice: string
          order: string | null
          price: string
          quantity: string
          sequence: number
          side: 'buy' | 'sell'
          strategy: string
          symbol: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/trades': {
    methods: ['GET']
    pattern: '/accounts/:account/trades'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        limit?: number | string | null
        strategy?: string | null
        symbol?: string | null
      }
      response: {
        items: {
          entryAt: string
          entryPrice: string
          exitAt: string
          exitPrice: string | null
          exitReason: string | null
          fees: string
          profit: string
          quantity: string
          reason: string | null
          returnFraction: number
          sequence: number
          side: 'long' | 'short'
          strategy: string
          symbol: string
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/reconciliations': {
    methods: ['GET']
    pattern: '/accounts/:account/reconciliations'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: { after?: number | string | null; limit?: number | string | null }
      response: {
        items: {
          endedAt: string
          fills: number
          found: number
          id: number
          open: number
          orders: number
          outcome: 'agrees' | 'differs' | 'failed'
          positions: number
          remark: string | null
          sequence: number
          startedAt: string
          trigger: 'request' | 'schedule' | 'start'
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/reconciliations': {
    methods: ['POST']
    pattern: '/accounts/:account/reconciliations'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/discrepancies': {
    methods: ['GET']
    pattern: '/accounts/:account/discrepancies'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        after?: number | string | null
        all?: boolean | number | string | null
        limit?: number | string | null
      }
      response: {
        items: {
          about: 'cash' | 'fill' | 'order' | 'position'
          brokers: string | null
          foundAt: string
          id: number
          kind:
            | 'cash_difference'
            | 'missing_local'
            | 'phantom_local'
            | 'quantity_mismatch'
            | 'unknown_order'
          note: string | null
          ours: string | null
          resolution: 'accepted' | 'agreed' | 'booked' | 'dismissed' | 'withdrawn' | null
          resolvedAt: string | null
          resolvedBy: string | null
          seenAt: string
          sentence: string
          severity: 'critical' | 'warning'
          subject: string
          symbol: string | null
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'POST /accounts/:account/discrepancies/:id/decide': {
    methods: ['POST']
    pattern: '/accounts/:account/discrepancies/:id/decide'
    types: {
      body: { decision: 'accept' | 'dismiss'; reason?: string | null }
      paramsTuple: [string | number, string | number]
      params: { account: string | number; id: string | number }
      query: {}
      response: { command: string; [key: string]: unknown }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/equity': {
    methods: ['GET']
    pattern: '/accounts/:account/equity'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: { range?: '1d' | '1m' | '1w' | 'all' | null }
      response: {
        at: string[]
        currency: string
        drawdown: number[]
        equity: string[]
        range: '1d' | '1m' | '1w' | 'all'
      }
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/positions.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/positions.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {}
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/orders.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/orders.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        open?: boolean | number | string | null
        state?:
          | 'cancelled'
          | 'denied'
          | 'expired'
          | 'filled'
          | 'partial'
          | 'pending'
          | 'rejected'
          | 'submitted'
          | 'unknown'
          | null
        strategy?: string | null
        symbol?: string | null
      }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/fills.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/fills.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: { strategy?: string | null; symbol?: string | null }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/trades.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/trades.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: { strategy?: string | null; symbol?: string | null }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/transactions.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/transactions.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        since?: string | null
        strategy?: string | null
        symbol?: string | null
        type?:
          'adjustment' | 'cash_in_lieu' | 'commission' | 'deposit' | 'dividend' | 'trade' | null
      }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /accounts/:account/traces.csv': {
    methods: ['GET']
    pattern: '/accounts/:account/traces.csv'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { account: string | number }
      query: {
        denied?: boolean | number | string | null
        strategy?: string | null
        symbol?: string | null
      }
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /quotes': {
    methods: ['GET']
    pattern: '/quotes'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: { symbols?: string | null }
      response: {
        from: 'postgresql' | 'redis'
        items: {
          ask: string | null
          askSize: string | null
          at: string
          bid: string | null
          bidSize: string | null
          last: string | null
          lastSize: string | null
          receivedAt: string
          symbol: string
          volume: string | null
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /quotes/:symbol': {
    methods: ['GET']
    pattern: '/quotes/:symbol'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { symbol: string | number }
      query: { limit?: number | string | null }
      response: {
        items: {
          ask: string | null
          at: string
          bid: string | null
          last: string | null
          receivedAt: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /instruments': {
    methods: ['GET']
    pattern: '/instruments'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          assetClass: 'equity' | 'etf' | 'index'
          currency: string
          lotSize: number
          multiplier: number
          quantityStep: number
          sector: string | null
          symbol: string
          tickSize: number
          venue: 'HK' | 'US'
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /instruments/:symbol': {
    methods: ['GET']
    pattern: '/instruments/:symbol'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { symbol: string | number }
      query: {}
      response: {
        actions: (
          | { amount: number; currency: string; exDate: string; source: string; type: 'dividend' }
          | { currency: string; exDate: string; ratio: number; source: string; type: 'split' }
        )[]
        instrument: {
          assetClass: 'equity' | 'etf' | 'index'
          currency: string
          lotSize: number
          multiplier: number
          quantityStep: number
          sector: string | null
          symbol: string
          tickSize: number
          venue: 'HK' | 'US'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /instruments/:symbol': {
    methods: ['PATCH']
    pattern: '/instruments/:symbol'
    types: {
      body: {
        assetClass?: 'equity' | 'etf' | 'index' | null
        lotSize?: number | string | null
        quantityStep?: number | string | null
        sector?: string | null
        tickSize?: number | string | null
      }
      paramsTuple: [string | number]
      params: { symbol: string | number }
      query: {}
      response: {
        instrument: {
          assetClass: 'equity' | 'etf' | 'index'
          currency: string
          lotSize: number
          multiplier: number
          quantityStep: number
          sector: string | null
          symbol: string
          tickSize: number
          venue: 'HK' | 'US'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /series': {
    methods: ['GET']
    pattern: '/series'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          firstAt: string | null
          id: number
          lastAt: string | null
          licence: string
          revision: number
          rowCount: number
          source: string
          symbol: string
          timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
          updatedAt: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /series/:symbol/:timeframe': {
    methods: ['GET']
    pattern: '/series/:symbol/:timeframe'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { symbol: string | number; timeframe: string | number }
      query: { from?: string | null; points?: number | string | null; to?: string | null }
      response: {
        bars: {
          at: string[]
          close: number[]
          high: number[]
          low: number[]
          open: number[]
          volume: number[]
        }
        barsInOne: number
        count: number
        series: {
          firstAt: string | null
          id: number
          lastAt: string | null
          licence: string
          revision: number
          rowCount: number
          source: string
          symbol: string
          timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
          updatedAt: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /series/:symbol/:timeframe/inspection': {
    methods: ['GET']
    pattern: '/series/:symbol/:timeframe/inspection'
    types: {
      body: {}
      paramsTuple: [string | number, string | number]
      params: { symbol: string | number; timeframe: string | number }
      query: {}
      response: {
        contentHash: string | null
        firstMs: number | null
        id: number
        inspection: {
          barsPerDay: { max: number; median: number; min: number }
          closedDays: string[]
          days: number
          gaps: { first: string; last: string; sessions: number }[]
          suspicious: { reason: string; start: string }[]
        } | null
        lastMs: number | null
        licence: string
        revision: number
        rowCount: number
        source: string
        symbol: string
        timeframe: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m'
        updatedAt: string
      }
      errorResponse: ApiProblem
    }
  }
  'GET /calendar': {
    methods: ['GET']
    pattern: '/calendar'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: { from?: string | null; market?: 'HK' | 'US' | null; to?: string | null }
      response: {
        days: {
          date: string
          isCovered: boolean
          note: string | null
          periods: { close: string; open: string }[]
          weekday: string
        }[]
        market: 'HK' | 'US'
      }
      errorResponse: ApiProblem
    }
  }
  'GET /health': {
    methods: ['GET']
    pattern: '/health'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        at: string
        findings: {
          advice: string | null
          found: string
          level: 'fail' | 'ok' | 'warn'
          what: string
        }[]
        isFine: boolean
        process: { heapMb: number; id: number; residentMb: number; upSeconds: number }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /health/check': {
    methods: ['POST']
    pattern: '/health/check'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        at: string
        findings: {
          advice: string | null
          found: string
          level: 'fail' | 'ok' | 'warn'
          what: string
        }[]
        isFine: boolean
        process: { heapMb: number; id: number; residentMb: number; upSeconds: number }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /health/minutes': {
    methods: ['GET']
    pattern: '/health/minutes'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        at: string
        everyMs: number
        freshMs: number
        parts: {
          at: string
          code: string
          detail: string | null
          figures: { [key: string]: number | null }
          key: string
          kind: 'account' | 'clock' | 'database' | 'host' | 'market' | 'plugin' | 'queues' | 'redis'
          minutes: ('fail' | 'idle' | 'ok' | 'unavailable' | 'warn')[]
          name: string
          since: string
          state: 'fail' | 'idle' | 'ok' | 'unavailable' | 'warn'
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /health/bundle': {
    methods: ['GET']
    pattern: '/health/bundle'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: string
      errorResponse: ApiProblem
    }
  }
  'GET /backtests': {
    methods: ['GET']
    pattern: '/backtests'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: { after?: string | null; limit?: number | string | null }
      response: {
        items: {
          currency: string
          engineVersion: string
          finalEquity: string
          finishedAt: string
          fromDate: string
          id: string
          maxDrawdown: number
          sharpe: number | null
          startedAt: string
          strategies: {
            parameters: { [key: string]: boolean | number | string }
            plugin: string
            version: string
          }[]
          symbols: string[]
          title: string
          toDate: string
          totalReturn: number
          trades: number
        }[]
        next: string | null
      }
      errorResponse: ApiProblem
    }
  }
  'POST /backtests': {
    methods: ['POST']
    pattern: '/backtests'
    types: {
      body: {
        agents?: { parameters?: { [key: string]: string } | null; plugin: string }[] | null
        atEnd?: 'close' | 'close-at-open' | 'keep' | null
        benchmark?: string | null
        cash?: string | null
        commission?: string | null
        currency?: string | null
        fillDelay?: number | string | null
        from?: string | null
        fx?: { [key: string]: string } | null
        limits?: { [key: string]: unknown } | null
        memoryMb?: number | string | null
        participation?: string | null
        riskBias?: string | null
        riskFree?: string | null
        rounding?: 'none' | 'tick' | null
        rules?: { parameters?: { [key: string]: string } | null; plugin: string }[] | null
        seed?: number | string | null
        slippage?: string | null
        strategies: { parameters?: { [key: string]: string } | null; plugin: string }[]
        symbols: string[]
        timeframe?: '15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m' | null
        timeoutSeconds?: number | string | null
        to?: string | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        job: {
          actor: string
          askedAt: string
          endedAt: string | null
          id: string
          messages: string[]
          progress: { bars: number; barsTotal: number } | null
          runId: string | null
          startedAt: string | null
          state: 'cancelled' | 'done' | 'failed' | 'refused' | 'running' | 'waiting'
          title: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /backtests/jobs': {
    methods: ['GET']
    pattern: '/backtests/jobs'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          actor: string
          askedAt: string
          endedAt: string | null
          id: string
          messages: string[]
          progress: { bars: number; barsTotal: number } | null
          runId: string | null
          startedAt: string | null
          state: 'cancelled' | 'done' | 'failed' | 'refused' | 'running' | 'waiting'
          title: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /backtests/jobs/:id': {
    methods: ['GET']
    pattern: '/backtests/jobs/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        job: {
          actor: string
          askedAt: string
          endedAt: string | null
          id: string
          messages: string[]
          progress: { bars: number; barsTotal: number } | null
          runId: string | null
          startedAt: string | null
          state: 'cancelled' | 'done' | 'failed' | 'refused' | 'running' | 'waiting'
          title: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /backtests/jobs/:id': {
    methods: ['DELETE']
    pattern: '/backtests/jobs/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        job: {
          actor: string
          askedAt: string
          endedAt: string | null
          id: string
          messages: string[]
          progress: { bars: number; barsTotal: number } | null
          runId: string | null
          startedAt: string | null
          state: 'cancelled' | 'done' | 'failed' | 'refused' | 'running' | 'waiting'
          title: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /backtests/:id': {
    methods: ['GET']
    pattern: '/backtests/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        run: {
          currency: string
          data: {
            contentHash: string
            fromIndex: number
            revision: number
            role: 'benchmark' | 'traded'
            seriesId: number
            symbol: string
            timeframe: string
            toIndex: number
          }[]
          engineVersion: string
          finalEquity: string
          finishedAt: string
          fromDate: string
          id: string
          maxDrawdown: number
          metrics: { [key: string]: unknown }
          orderListHash: string
          seed: number
          settings: { [key: string]: unknown }
          sharpe: number | null
          signalListHash: string
          spans: number
          startedAt: string
          strategies: {
            bundleSha256: string
            contentHash?: string | null
            id: string
            parameters: { [key: string]: boolean | number | string }
            symbols: string[]
            version: string
            warmupBars: number
          }[]
          symbols: string[]
          title: string
          toDate: string
          totalReturn: number
          trades: number
          tries: number
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /backtests/:id/result': {
    methods: ['GET']
    pattern: '/backtests/:id/result'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        result: {
          assumptions: string[]
          command: string
          costs: { amount: number; label: string; note: string }[]
          counsel?: {
            bundleHash: string
            kind: 'agent' | 'risk rule'
            name: string
            outcome: string
            parameters: { isDefault: boolean; name: string; unit: string | null; value: string }[]
            version: string
          }[]
          createdAtMs: number
          currency: string
          curves: {
            atMs: number[]
            benchmark: (number | null)[] | null
            drawdown: number[]
            equity: number[]
            marks: number
          }
          denials: { count: number; firstMs: number; reason: string; rule: string }[]
          distribution: { count: number[]; edges: number[] }
          engineVersion: string
          orderListHash: string | null
          perStrategy: {
            performance: {
              benchmark: {
                alpha: number | null
                alphaLinear: number | null
                annualInformationRatio: number | null
                annualReturn: number | null
                annualVolatility: number | null
                battingAverage: number | null
                beta: number | null
                capture: number | null
                correlation: number | null
                coverage: string
                downBeta: number | null
                downCapture: number | null
                excessReturn: number
                fromDate: string
                informationRatio: number | null
                maxDrawdown: number
                name: string
                periods: number
                rSquared: number | null
                sharpe: number | null
                strategyAnnualReturn: number | null
                strategyReturn: number
                toDate: string
                totalReturn: number
                trackingError: number | null
                treynor: number | null
                upBeta: number | null
                upCapture: number | null
              } | null
              months: { month: number; return: number; year: number }[]
              ratios: {
                calmar: number | null
                commonSense: number | null
                deflatedSharpe: number | null
                gainToPain: number | null
                geometricSharpe: number | null
                geometricSortino: number | null
                omega: number | null
                probabilisticSharpe: number | null
                recoveryFactor: number | null
                sessionPayoff: number | null
                sharpe: number | null
                smartSharpe: number | null
                sortino: number | null
                trials: number
                ulcerPerformance: number | null
              }
              returns: {
                annualReturn: number | null
                averageSession: number | null
                bestMonth: number | null
                bestSession: number | null
                calendarAnnualReturn: number | null
                endEquity: number
                netProfit: number
                startEquity: number
                totalReturn: number
                winningMonths: number | null
                winningSessions: number | null
                worstMonth: number | null
                worstSession: number | null
              }
              risk: {
                annualVolatility: number | null
                averageDrawdown: number | null
                conditionalValueAtRisk: number | null
                downsideDeviation: number | null
                drawdowns: {
                  days: number
                  depth: number
                  marks: number
                  peakDate: string
                  peakMs: number
                  recoveryDate: string | null
                  recoveryMs: number | null
                  troughDate: string
                  troughMs: number
                }[]
                excessKurtosis: number | null
                geometricAnnualVolatility: number | null
                longestDrawdownDays: number | null
                maxDrawdown: number
                normalValueAtRisk: number | null
                skew: number | null
                stability: number | null
                tailRatio: number | null
                ulcerIndex: number | null
                underWater: number | null
                valueAtRisk: number | null
              }
              span: {
                fromDate: string
                fromMs: number
                marks: number
                periods: number
                periodsPerYear: number
                riskFreeAnnual: number
                ruinedOn: string | null
                sessions: number
                toDate: string
                toMs: number
                years: number
              }
              trades: {
                annualTurnover: number | null
                averageBarsHeld: number | null
                averageDaysHeld: number | null
                averageLoss: number | null
                averageReturn: number | null
                averageWin: number | null
                bestReturn: number | null
                closed: number
                even: number
                expectancy: number | null
                exposure: number | null
                fees: number
                grossLoss: number
                grossProfit: number
                kelly: number | null
                largestLoss: number | null
                largestWin: number | null
                long: number
                longestDaysHeld: number | null
                longestLosingRun: number
                longestWinningRun: number
                lost: number
                netProfit: number
                open: number
                openProfit: number
                payoff: number | null
                profitFactor: number | null
                profitFactorOfReturns: number | null
                short: number
                systemQuality: number | null
                winRate: number | null
                won: number
                worstReturn: number | null
              }
              undefinedBecause: { [key: string]: string }
              years: { return: number; year: number }[]
            }
            strategy: string
          }[]
          performance: {
            benchmark: {
              alpha: number | null
              alphaLinear: number | null
              annualInformationRatio: number | null
              annualReturn: number | null
              annualVolatility: number | null
              battingAverage: number | null
              beta: number | null
              capture: number | null
              correlation: number | null
              coverage: string
              downBeta: number | null
              downCapture: number | null
              excessReturn: number
              fromDate: string
              informationRatio: number | null
              maxDrawdown: number
              name: string
              periods: number
              rSquared: number | null
              sharpe: number | null
              strategyAnnualReturn: number | null
              strategyReturn: number
              toDate: string
              totalReturn: number
              trackingError: number | null
              treynor: number | null
              upBeta: number | null
              upCapture: number | null
            } | null
            months: { month: number; return: number; year: number }[]
            ratios: {
              calmar: number | null
              commonSense: number | null
              deflatedSharpe: number | null
              gainToPain: number | null
              geometricSharpe: number | null
              geometricSortino: number | null
              omega: number | null
              probabilisticSharpe: number | null
              recoveryFactor: number | null
              sessionPayoff: number | null
              sharpe: number | null
              smartSharpe: number | null
              sortino: number | null
              trials: number
              ulcerPerformance: number | null
            }
            returns: {
              annualReturn: number | null
              averageSession: number | null
              bestMonth: number | null
              bestSession: number | null
              calendarAnnualReturn: number | null
              endEquity: number
              netProfit: number
              startEquity: number
              totalReturn: number
              winningMonths: number | null
              winningSessions: number | null
              worstMonth: number | null
              worstSession: number | null
            }
            risk: {
              annualVolatility: number | null
              averageDrawdown: number | null
              conditionalValueAtRisk: number | null
              downsideDeviation: number | null
              drawdowns: {
                days: number
                depth: number
                marks: number
                peakDate: string
                peakMs: number
                recoveryDate: string | null
                recoveryMs: number | null
                troughDate: string
                troughMs: number
              }[]
              excessKurtosis: number | null
              geometricAnnualVolatility: number | null
              longestDrawdownDays: number | null
              maxDrawdown: number
              normalValueAtRisk: number | null
              skew: number | null
              stability: number | null
              tailRatio: number | null
              ulcerIndex: number | null
              underWater: number | null
              valueAtRisk: number | null
            }
            span: {
              fromDate: string
              fromMs: number
              marks: number
              periods: number
              periodsPerYear: number
              riskFreeAnnual: number
              ruinedOn: string | null
              sessions: number
              toDate: string
              toMs: number
              years: number
            }
            trades: {
              annualTurnover: number | null
              averageBarsHeld: number | null
              averageDaysHeld: number | null
              averageLoss: number | null
              averageReturn: number | null
              averageWin: number | null
              bestReturn: number | null
              closed: number
              even: number
              expectancy: number | null
              exposure: number | null
              fees: number
              grossLoss: number
              grossProfit: number
              kelly: number | null
              largestLoss: number | null
              largestWin: number | null
              long: number
              longestDaysHeld: number | null
              longestLosingRun: number
              longestWinningRun: number
              lost: number
              netProfit: number
              open: number
              openProfit: number
              payoff: number | null
              profitFactor: number | null
              profitFactorOfReturns: number | null
              short: number
              systemQuality: number | null
              winRate: number | null
              won: number
              worstReturn: number | null
            }
            undefinedBecause: { [key: string]: string }
            years: { return: number; year: number }[]
          }
          prices: {
            atMs: number[]
            bars: number
            close: number[]
            currency: string
            marks: {
              action: 'buy' | 'sell'
              atMs: number
              opens: boolean
              price: number
              quantity: number
            }[]
            symbol: string
            tradesOmitted: number
          }[]
          rollingSharpe: { atMs: number[]; value: (number | null)[]; windowSessions: number }
          runId: string
          series: {
            bars: number
            fromDate: string
            licence: string
            revision: string
            role: 'benchmark' | 'traded'
            source: string
            symbol: string
            timeframe: string
            toDate: string
          }[]
          settings: { label: string; value: string }[]
          strategies: {
            bundleHash: string
            name: string
            parameters: { isDefault: boolean; name: string; unit: string | null; value: string }[]
            symbols: string[]
            version: string
          }[]
          timeframe: string
          title: string
          trades: {
            omitted: number
            shown: {
              barsHeld: number
              entryMs: number
              entryPrice: number
              entryValue?: number
              exitMs: number | null
              exitPrice: number | null
              exitValue?: number
              fees: number
              open: boolean
              pnl: number
              quantity: number
              returnFraction: number
              side: 'long' | 'short'
              strategy: string
              symbol: string
            }[]
            total: number
          }
          warnings: string[]
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /backtests/:id/report': {
    methods: ['GET']
    pattern: '/backtests/:id/report'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: string
      errorResponse: ApiProblem
    }
  }
  'DELETE /backtests/:id': {
    methods: ['DELETE']
    pattern: '/backtests/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { removed: string }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins': {
    methods: ['GET']
    pattern: '/plugins'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        installed: {
          activeHash: string
          activeVersion: string
          id: string
          installedAt: string
          kind: string
          level: 'official' | 'signed' | 'unsigned-local' | 'verified' | null
          manifest: {
            assetClasses: ('equity' | 'etf' | 'index')[]
            description: string
            determinism: 'deterministic' | 'external'
            engines: { aq: string; sdk: number }
            entry: 'dist/plugin.js'
            id: string
            kind: 'agent' | 'broker' | 'risk-rule' | 'strategy'
            license?: string
            limits: { logPerMin: number; memoryMb: number; storageKb: number; timeoutMs: number }
            manifestVersion: 1
            markets: ('HK' | 'US')[]
            name: string
            parameters: {
              [key: string]:
                | {
                    default: boolean
                    description?: string
                    label?: string
                    type: 'boolean'
                    unit?: string
                  }
                | {
                    default: number
                    description?: string
                    label?: string
                    max?: number
                    min?: number
                    step?: number
                    type: 'integer' | 'number'
                    unit?: string
                  }
                | {
                    default: string
                    description?: string
                    label?: string
                    options: string[]
                    type: 'choice'
                    unit?: string
                  }
            }
            permissions: { id: string; optional?: boolean; reason: string }[]
            provenance?: {
              buildTool?: string
              commit?: string
              sdkVersion?: string
              source?: string
            }
            publisher: { id: string; keyId?: string; name: string; url?: string }
            risk: { leverageMax: number; maxPositionPct: number; shortAllowed: boolean }
            subscriptions: {
              maxSymbols: number
              timeframes: ('15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m')[]
            }
            version: string
            warmupBars: number
          } | null
          publisher: string | null
          quarantineReason: string | null
          source:
            | { id: string; type: 'index'; version?: string }
            | { path: string; type: 'folder' }
            | { path: string; type: 'tarball' }
            | { registry?: string; spec: string; type: 'npm' }
          stagedHash: string | null
          stagedVersion: string | null
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          updatedAt: string
        }[]
        safeMode: boolean
        shipped: {
          faults: { field: string; message: string }[]
          id: string
          manifest: {
            assetClasses: ('equity' | 'etf' | 'index')[]
            description: string
            determinism: 'deterministic' | 'external'
            engines: { aq: string; sdk: number }
            entry: 'dist/plugin.js'
            id: string
            kind: 'agent' | 'broker' | 'risk-rule' | 'strategy'
            license?: string
            limits: { logPerMin: number; memoryMb: number; storageKb: number; timeoutMs: number }
            manifestVersion: 1
            markets: ('HK' | 'US')[]
            name: string
            parameters: {
              [key: string]:
                | {
                    default: boolean
                    description?: string
                    label?: string
                    type: 'boolean'
                    unit?: string
                  }
                | {
                    default: number
                    description?: string
                    label?: string
                    max?: number
                    min?: number
                    step?: number
                    type: 'integer' | 'number'
                    unit?: string
                  }
                | {
                    default: string
                    description?: string
                    label?: string
                    options: string[]
                    type: 'choice'
                    unit?: string
                  }
            }
            permissions: { id: string; optional?: boolean; reason: string }[]
            provenance?: {
              buildTool?: string
              commit?: string
              sdkVersion?: string
              source?: string
            }
            publisher: { id: string; keyId?: string; name: string; url?: string }
            risk: { leverageMax: number; maxPositionPct: number; shortAllowed: boolean }
            subscriptions: {
              maxSymbols: number
              timeframes: ('15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m')[]
            }
            version: string
            warmupBars: number
          } | null
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins': {
    methods: ['POST']
    pattern: '/plugins'
    types: {
      body: {
        acceptLookAlike?: string | null
        allowDowngrade?: boolean | number | string | null
        allowUnsigned?: boolean | number | string | null
        confirmation?: string | null
        consentTo?: string | null
        grant?: string[] | null
        source: string
        trustKeyId?: string | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        outcome: {
          contentHash: string
          findings: {
            column: number
            count: number
            line: number
            message: string
            rule:
              | 'constructor_chain'
              | 'dynamic_import'
              | 'escaped_letters'
              | 'eval'
              | 'function_constructor'
              | 'obfuscated_names'
              | 'packed_data'
              | 'process'
              | 'require'
              | 'shared_memory'
              | 'web_assembly'
          }[]
          granted: string[]
          id: string
          keyId: string | null
          kind: string
          level: 'official' | 'signed' | 'unsigned-local' | 'verified'
          result: 'installed' | 'staged' | 'unchanged' | 'updated'
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          version: string
          waitsFor: string[]
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/search': {
    methods: ['GET']
    pattern: '/plugins/search'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: { kind?: 'agent' | 'broker' | 'risk-rule' | 'strategy' | null; text?: string | null }
      response: {
        hint: string | null
        items: {
          blocked: string | null
          description: string
          id: string
          installedVersion: string | null
          kind: string
          level: 'official' | 'signed' | 'verified'
          name: string
          permissions: string[]
          publisher: string
          registry: string
          version: string
        }[]
        warnings: string[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/updates': {
    methods: ['GET']
    pattern: '/plugins/updates'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          id: string
          installed: string
          isNewer: boolean
          message: string | null
          newest: string | null
          staged: string | null
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/:id': {
    methods: ['GET']
    pattern: '/plugins/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response:
        | {
            installed: {
              activeHash: string
              activeVersion: string
              grants: {
                environment: 'example' | 'live' | 'paper'
                grantedAt: string
                grantedBy: string
                permission: string
              }[]
              id: string
              installedAt: string
              key: {
                firstSeenAt: string
                keyId: string
                level: 'official' | 'signed' | 'verified'
                publicKey: string
                publisherId: string
                revokedAt: string | null
                trustedBy: string
              } | null
              kind: string
              level: 'official' | 'signed' | 'unsigned-local' | 'verified' | null
              manifest: {
                assetClasses: ('equity' | 'etf' | 'index')[]
                description: string
                determinism: 'deterministic' | 'external'
                engines: { aq: string; sdk: number }
                entry: 'dist/plugin.js'
                id: string
                kind: 'agent' | 'broker' | 'risk-rule' | 'strategy'
                license?: string
                limits: {
                  logPerMin: number
                  memoryMb: number
                  storageKb: number
                  timeoutMs: number
                }
                manifestVersion: 1
                markets: ('HK' | 'US')[]
                name: string
                parameters: {
                  [key: string]:
                    | {
                        default: boolean
                        description?: string
                        label?: string
                        type: 'boolean'
                        unit?: string
                      }
                    | {
                        default: number
                        description?: string
                        label?: string
                        max?: number
                        min?: number
                        step?: number
                        type: 'integer' | 'number'
                        unit?: string
                      }
                    | {
                        default: string
                        description?: string
                        label?: string
                        options: string[]
                        type: 'choice'
                        unit?: string
                      }
                }
                permissions: { id: string; optional?: boolean; reason: string }[]
                provenance?: {
                  buildTool?: string
                  commit?: string
                  sdkVersion?: string
                  source?: string
                }
                publisher: { id: string; keyId?: string; name: string; url?: string }
                risk: { leverageMax: number; maxPositionPct: number; shortAllowed: boolean }
                subscriptions: {
                  maxSymbols: number
                  timeframes: ('15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m')[]
                }
                version: string
                warmupBars: number
              } | null
              permissions: {
                consent: string
                grantedIn: ('example' | 'live' | 'paper')[]
                id: string
                isOptional: boolean
                reason: string
                typedIn: string[]
                words: string
              }[]
              publisher: string | null
              quarantineReason: string | null
              readme: string[]
              source:
                | { id: string; type: 'index'; version?: string }
                | { path: string; type: 'folder' }
                | { path: string; type: 'tarball' }
                | { registry?: string; spec: string; type: 'npm' }
              staged: {
                added: { id: string; optional?: boolean; reason: string }[]
                removed: { id: string; optional?: boolean; reason: string }[]
                unchanged: { id: string; optional?: boolean; reason: string }[]
                widened: {
                  after: { id: string; optional?: boolean; reason: string }
                  before: { id: string; optional?: boolean; reason: string }
                }[]
              } | null
              stagedHash: string | null
              stagedVersion: string | null
              state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
              updatedAt: string
              versions: {
                bundleHash: string
                contentHash: string
                installedAt: string
                installedBy: string
                integrity: string
                keyId: string | null
                level: 'official' | 'signed' | 'unsigned-local' | 'verified'
                manifestHash: string
                pluginId: string
                publisherId: string
                resolved: string
                version: string
              }[]
              waiting: {
                confirmation: string | null
                level: 'official' | 'signed' | 'unsigned-local' | 'verified'
                permissions: {
                  before: string | null
                  change: 'added' | 'removed' | 'unchanged' | 'widened'
                  consent: string
                  id: string
                  isOptional: boolean
                  isTyped: boolean
                  reason: string
                  words: string
                }[]
                version: string
              } | null
              warnings: string[]
            }
          }
        | {
            offered: {
              id: string
              installs: string | null
              offers: {
                description: string
                kind: string
                level: 'official' | 'signed' | 'verified'
                name: string
                permissions: { id: string; words: string }[]
                publisher: { id: string; keyId: string; name: string }
                registry: string
                registryName: string
                versions: {
                  fault: string | null
                  keyId: string
                  publishedAt: string
                  version: string
                }[]
              }[]
              refusal: string | null
            }
          }
        | {
            shipped: {
              faults: { field: string; message: string }[]
              id: string
              manifest: {
                assetClasses: ('equity' | 'etf' | 'index')[]
                description: string
                determinism: 'deterministic' | 'external'
                engines: { aq: string; sdk: number }
                entry: 'dist/plugin.js'
                id: string
                kind: 'agent' | 'broker' | 'risk-rule' | 'strategy'
                license?: string
                limits: {
                  logPerMin: number
                  memoryMb: number
                  storageKb: number
                  timeoutMs: number
                }
                manifestVersion: 1
                markets: ('HK' | 'US')[]
                name: string
                parameters: {
                  [key: string]:
                    | {
                        default: boolean
                        description?: string
                        label?: string
                        type: 'boolean'
                        unit?: string
                      }
                    | {
                        default: number
                        description?: string
                        label?: string
                        max?: number
                        min?: number
                        step?: number
                        type: 'integer' | 'number'
                        unit?: string
                      }
                    | {
                        default: string
                        description?: string
                        label?: string
                        options: string[]
                        type: 'choice'
                        unit?: string
                      }
                }
                permissions: { id: string; optional?: boolean; reason: string }[]
                provenance?: {
                  buildTool?: string
                  commit?: string
                  sdkVersion?: string
                  source?: string
                }
                publisher: { id: string; keyId?: string; name: string; url?: string }
                risk: { leverageMax: number; maxPositionPct: number; shortAllowed: boolean }
                subscriptions: {
                  maxSymbols: number
                  timeframes: ('15m' | '1d' | '1h' | '1m' | '1w' | '30m' | '5m')[]
                }
                version: string
                warmupBars: number
              } | null
            }
          }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/:id/readme': {
    methods: ['GET']
    pattern: '/plugins/:id/readme'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { isCut: boolean; text: string | null }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/:id/source': {
    methods: ['GET']
    pattern: '/plugins/:id/source'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { file: string; isCut: boolean; size: number; text: string | null }
      errorResponse: ApiProblem
    }
  }
  'GET /plugins/:id/incidents': {
    methods: ['GET']
    pattern: '/plugins/:id/incidents'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        items: {
          at: string
          environment: 'example' | 'live' | 'paper'
          kind: 'error' | 'killed' | 'start_failed' | 'violation'
          message: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /plugins/:id': {
    methods: ['DELETE']
    pattern: '/plugins/:id'
    types: {
      body: {
        forgetKey?: boolean | number | string | null
        purge?: boolean | number | string | null
      }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        outcome: { forgottenKeys: string[]; id: string; purged: boolean; version: string }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/update': {
    methods: ['POST']
    pattern: '/plugins/:id/update'
    types: {
      body: {
        allowDowngrade?: boolean | number | string | null
        allowUnsigned?: boolean | number | string | null
      }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        outcome: {
          contentHash: string
          findings: {
            column: number
            count: number
            line: number
            message: string
            rule:
              | 'constructor_chain'
              | 'dynamic_import'
              | 'escaped_letters'
              | 'eval'
              | 'function_constructor'
              | 'obfuscated_names'
              | 'packed_data'
              | 'process'
              | 'require'
              | 'shared_memory'
              | 'web_assembly'
          }[]
          granted: string[]
          id: string
          keyId: string | null
          kind: string
          level: 'official' | 'signed' | 'unsigned-local' | 'verified'
          result: 'installed' | 'staged' | 'unchanged' | 'updated'
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          version: string
          waitsFor: string[]
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/accept': {
    methods: ['POST']
    pattern: '/plugins/:id/accept'
    types: {
      body: { confirmation?: string | null; grant: string[]; version: string }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { outcome: { before: string; granted: string[]; id: string; version: string } }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/rollback': {
    methods: ['POST']
    pattern: '/plugins/:id/rollback'
    types: {
      body: { to?: string | null }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { outcome: { before: string; id: string; missing: string[]; version: string } }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/enable': {
    methods: ['POST']
    pattern: '/plugins/:id/enable'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        outcome: {
          before: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          id: string
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          version: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/disable': {
    methods: ['POST']
    pattern: '/plugins/:id/disable'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        outcome: {
          before: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          id: string
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          version: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/reset': {
    methods: ['POST']
    pattern: '/plugins/:id/reset'
    types: {
      body: { reason: string }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        outcome: {
          before: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          id: string
          state: 'blocked' | 'disabled' | 'enabled' | 'installed' | 'quarantined'
          version: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/restart': {
    methods: ['POST']
    pattern: '/plugins/:id/restart'
    types: {
      body: { environment: 'example' | 'live' | 'paper'; instance?: string | null }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { isRestarted: boolean }
      errorResponse: ApiProblem
    }
  }
  'POST /plugins/:id/grants': {
    methods: ['POST']
    pattern: '/plugins/:id/grants'
    types: {
      body: {
        confirmation?: string | null
        environment: 'example' | 'live' | 'paper'
        permissions: string[]
        reason?: string | null
      }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { environment: 'example' | 'live' | 'paper'; granted: string[] }
      errorResponse: ApiProblem
    }
  }
  'DELETE /plugins/:id/grants': {
    methods: ['DELETE']
    pattern: '/plugins/:id/grants'
    types: {
      body: {
        environment?: 'example' | 'live' | 'paper' | null
        permissions?: string[] | null
        reason?: string | null
      }
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { revoked: { environment: 'example' | 'live' | 'paper'; permission: string }[] }
      errorResponse: ApiProblem
    }
  }
  'GET /registries': {
    methods: ['GET']
    pattern: '/registries'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          blocked: number
          checkedAt: string
          expiresAt: string
          isExpired: boolean
          keyId: string
          name: string | null
          plugins: number
          sequence: number
          url: string
          vouches: 'official' | 'signed' | 'verified'
        }[]
        warnings: string[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /registries': {
    methods: ['POST']
    pattern: '/registries'
    types: {
      body: {
        keyId?: string | null
        url: string
        vouches?: 'official' | 'signed' | 'verified' | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        registry: {
          checkedAt: string
          expiresAt: string
          isExpired: boolean
          keyId: string
          sequence: number
          url: string
          vouches: 'official' | 'signed' | 'verified'
        }
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /registries': {
    methods: ['DELETE']
    pattern: '/registries'
    types: {
      body: { url: string }
      paramsTuple: []
      params: {}
      query: {}
      response: { url: string }
      errorResponse: ApiProblem
    }
  }
  'POST /registries/refresh': {
    methods: ['POST']
    pattern: '/registries/refresh'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { items: { failure: string | null; sequence: number; url: string }[] }
      errorResponse: ApiProblem
    }
  }
  'GET /publisher-keys': {
    methods: ['GET']
    pattern: '/publisher-keys'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          firstSeenAt: string
          keyId: string
          level: 'official' | 'signed' | 'verified'
          publicKey: string
          publisherId: string
          revokedAt: string | null
          signed: string[]
          trustedBy: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /publisher-keys/:id': {
    methods: ['DELETE']
    pattern: '/publisher-keys/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        key: {
          firstSeenAt: string
          keyId: string
          level: 'official' | 'signed' | 'verified'
          publicKey: string
          publisherId: string
          revokedAt: string | null
          trustedBy: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'POST /publisher-keys/:id/trust': {
    methods: ['POST']
    pattern: '/publisher-keys/:id/trust'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: {
        key: {
          firstSeenAt: string
          keyId: string
          level: 'official' | 'signed' | 'verified'
          publicKey: string
          publisherId: string
          revokedAt: string | null
          trustedBy: string
        }
      }
      errorResponse: ApiProblem
    }
  }
  'GET /plugin-secrets': {
    methods: ['GET']
    pattern: '/plugin-secrets'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: {
          fingerprint: string
          hosts: string[]
          name: string
          setAt: string
          setBy: string
        }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /plugin-secrets': {
    methods: ['POST']
    pattern: '/plugin-secrets'
    types: {
      body: { hosts: string[]; name: string; value: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        secret: { fingerprint: string; hosts: string[]; name: string; setAt: string; setBy: string }
      }
      errorResponse: ApiProblem
    }
  }
  'DELETE /plugin-secrets/:id': {
    methods: ['DELETE']
    pattern: '/plugin-secrets/:id'
    types: {
      body: {}
      paramsTuple: [string | number]
      params: { id: string | number }
      query: {}
      response: { name: string }
      errorResponse: ApiProblem
    }
  }
  'GET /settings': {
    methods: ['GET']
    pattern: '/settings'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: (
          | {
              changedAt: string | null
              changedBy: string | null
              choices: null
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: boolean
              key: string
              label: string
              max: number
              min: number
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'number'
              unit:
                | 'basis_points'
                | 'days'
                | 'fraction'
                | 'minutes'
                | 'money'
                | 'ms'
                | 'port'
                | 'seconds'
                | 'times'
                | 'units'
              value: boolean | number | string | null
              variable: string | null
            }
          | {
              changedAt: string | null
              changedBy: string | null
              choices: null
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: null
              key: string
              label: string
              max: null
              min: null
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'boolean' | 'text'
              unit: null
              value: boolean | number | string | null
              variable: string | null
            }
          | {
              changedAt: string | null
              changedBy: string | null
              choices: string[]
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: null
              key: string
              label: string
              max: null
              min: null
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'choice'
              unit: null
              value: boolean | number | string | null
              variable: string | null
            }
        )[]
        revision: number
      }
      errorResponse: ApiProblem
    }
  }
  'PATCH /settings': {
    methods: ['PATCH']
    pattern: '/settings'
    types: {
      body: { reset?: string[] | null; settings?: { [key: string]: unknown } | null }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        items: (
          | {
              changedAt: string | null
              changedBy: string | null
              choices: null
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: boolean
              key: string
              label: string
              max: number
              min: number
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'number'
              unit:
                | 'basis_points'
                | 'days'
                | 'fraction'
                | 'minutes'
                | 'money'
                | 'ms'
                | 'port'
                | 'seconds'
                | 'times'
                | 'units'
              value: boolean | number | string | null
              variable: string | null
            }
          | {
              changedAt: string | null
              changedBy: string | null
              choices: null
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: null
              key: string
              label: string
              max: null
              min: null
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'boolean' | 'text'
              unit: null
              value: boolean | number | string | null
              variable: string | null
            }
          | {
              changedAt: string | null
              changedBy: string | null
              choices: string[]
              default: boolean | number | string | null
              fault: string | null
              holds: 'now' | 'restart'
              isFixed: boolean
              isSecret: boolean
              isSet: boolean
              isWaiting: boolean
              isWhole: null
              key: string
              label: string
              max: null
              min: null
              none: string | null
              says: string
              section: string
              source: 'database' | 'default' | 'environment'
              type: 'choice'
              unit: null
              value: boolean | number | string | null
              variable: string | null
            }
        )[]
        revision: number
      }
      errorResponse: ApiProblem
    }
  }
  'GET /settings/export': {
    methods: ['GET']
    pattern: '/settings/export'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: {}
      response: { form: 1; settings: { [key: string]: boolean | number | string | null } }
      errorResponse: ApiProblem
    }
  }
  'POST /settings/import/preview': {
    methods: ['POST']
    pattern: '/settings/import/preview'
    types: {
      body: { file: { form: 1; settings: { [key: string]: unknown } } }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        changes: {
          after: boolean | number | string | null
          before: boolean | number | string | null
          holds: 'now' | 'restart'
          isReset: boolean
          key: string
          label: string
        }[]
        revision: number
      }
      errorResponse: ApiProblem
    }
  }
  'POST /settings/import': {
    methods: ['POST']
    pattern: '/settings/import'
    types: {
      body: {
        file: { form: 1; settings: { [key: string]: unknown } }
        revision?: number | string | null
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        changes: {
          after: boolean | number | string | null
          before: boolean | number | string | null
          holds: 'now' | 'restart'
          isReset: boolean
          key: string
          label: string
        }[]
        revision: number
      }
      errorResponse: ApiProblem
    }
  }
  'GET /stream/events': {
    methods: ['GET']
    pattern: '/stream/events'
    types: {
      body: {}
      paramsTuple: []
      params: {}
      query: { uid: string }
      response: string
      errorResponse: ApiProblem
    }
  }
  'POST /stream/subscribe': {
    methods: ['POST']
    pattern: '/stream/subscribe'
    types: {
      body: {
        channels: { epoch?: string | null; name: string; seq?: number | string | null }[]
        uid: string
      }
      paramsTuple: []
      params: {}
      query: {}
      response: {
        epoch: string
        places: { channel: string; refetch: boolean; seq: number }[]
        refusals: { channel: string; code: string; detail: string; status: number }[]
      }
      errorResponse: ApiProblem
    }
  }
  'POST /stream/unsubscribe': {
    methods: ['POST']
    pattern: '/stream/unsubscribe'
    types: {
      body: { channels: string[]; uid: string }
      paramsTuple: []
      params: {}
      query: {}
      response: {}
      errorResponse: ApiProblem
    }
  }
}
