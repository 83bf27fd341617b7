import { configApp } from '@adonisjs/eslint-config'

/** The kernel is pure: what it must not touch has no name here. */
const KERNEL_RULES = {
  'no-restricted-globals': [
    'error',
    ...['Date', 'performance', 'Intl', 'WeakRef', 'FinalizationRegistry'].map((name) => ({
      name,
      message: 'The kernel is deterministic: this depends on clock, place or memory.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Chance is an input of the kernel.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'AwaitExpression', message: 'The kernel is synchronous.' },
    { selector: ':function[async=true]', message: 'The kernel is synchronous.' },
    { selector: 'ImportExpression', message: 'The kernel is one bundle; nothing is loaded later.' },
  ],
}

export default [
  {
    ignores: [
      '.runtime/**',
      'storage/**',
      // The panel has rules of its own.
      'frontend/**',
      'node_modules/**',
      'tests/architecture/canary/**',
      'tests/fixtures/**',
    ],
  },
  ...configApp({
    rules: {
      // One short statement may stand on the line of its condition; the formatter keeps it there.
      'curly': ['error', 'multi-line'],
      'eqeqeq': ['error', 'always'],
      '@typescript-eslint/no-explicit-any': 'error',
      '@unicorn/no-await-expression-member': 'off',
      // Loops over columns of numbers count themselves: an iterator per bar costs half the speed.
      '@unicorn/no-for-loop': 'off',
      // `x !== x` is the quick question for NaN in such loops.
      'no-self-compare': 'off',
      '@unicorn/prefer-number-properties': ['error', { checkNaN: false, checkInfinity: false }],
    },
  }),
  { files: ['app/kernel/**/*.ts'], rules: KERNEL_RULES },
  {
    files: ['app/controllers/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ExpressionStatement > CallExpression[callee.name='allowStrategy']",
          message: 'Await it: what nobody waits for refuses nobody.',
        },
      ],
    },
  },
]
