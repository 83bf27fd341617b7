// @ts-check
import withNuxt from './.nuxt/eslint.config.mjs'

/** Numbers and times become text in one place, colours in one file. */
export default withNuxt({
  rules: {
    'eqeqeq': ['error', 'always'],
    'no-console': 'error',
    '@typescript-eslint/no-explicit-any': 'error',
    'vue/no-multiple-template-root': 'error',
    'vue/no-v-html': 'error',
    'vue/require-default-prop': 'off',
    // The formatter breaks lines.
    'vue/html-self-closing': 'off',
    'vue/first-attribute-linebreak': 'off',
  },
})
  .append({
    files: ['app/**/*.{ts,vue}'],
    ignores: ['app/utils/format.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'toFixed', message: 'Use utils/format.' },
        { property: 'toLocaleString', message: 'Use utils/format.' },
      ],
    },
  })
  .append({
    files: ['app/**/*.{ts,vue}'],
    ignores: ['app/components/base/**', 'app/theme/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'naive-ui', message: 'Use the wrappers in components/base.' }] },
      ],
    },
  })
