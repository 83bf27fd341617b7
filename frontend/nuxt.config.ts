import { fileURLToPath } from 'node:url'
import translations from '@intlify/unplugin-vue-i18n/vite'

/** The panel: one static page and its files, which the host serves at its own address. */
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  ssr: false,
  telemetry: false,
  devtools: { enabled: false },
  modules: ['@pinia/nuxt', '@pinia/colada-nuxt', '@nuxt/eslint'],
  components: [{ path: '~/components', pathPrefix: false }],
  imports: {
    dirs: ['queries', 'stores'],
    presets: [{ from: 'vue-i18n', imports: ['useI18n'] }],
  },
  css: ['@fontsource-variable/ibm-plex-sans/wght.css', '~/assets/tokens.css', '~/assets/base.css'],
  app: {
    head: {
      title: 'AQ Trading',
      htmlAttrs: { lang: 'en' },
      meta: [
        { name: 'viewport', content: 'width=device-width, initial-scale=1' },
        { name: 'color-scheme', content: 'dark light' },
      ],
      link: [{ rel: 'icon', type: 'image/svg+xml', href: '/paper.svg', key: 'icon' }],
    },
  },
  spaLoadingTemplate: false,
  hooks: {
    // Else every page is told to bring the frame, the door and all languages beforehand, whatever it needs.
    'build:manifest': (manifest) => {
      for (const part of Object.values(manifest)) {
        part.dynamicImports = []
        // The face of Latin letters is there before the first word is drawn: letters do not change under the eyes.
        if (/ibm-plex-sans-latin-wght-normal/.test(part.file)) part.preload = true
      }
    },
  },
  typescript: { strict: true },
  // naive-ui's styles go into the page in a way that its policy allows.
  alias: {
    '@css-render/vue3-ssr': fileURLToPath(new URL('app/theme/adopt_styles.ts', import.meta.url)),
  },
  vite: {
    plugins: [
      // The texts are parsed when the panel is built: a browser only puts the values in.
      translations({
        include: fileURLToPath(new URL('i18n/locales/**', import.meta.url)),
        runtimeOnly: true,
        dropMessageCompiler: true,
      }),
    ],
    build: {
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // What many pages use comes with all of them: dozens of small files take longer than their bytes.
              {
                name: 'shared',
                minShareCount: 5,
                test: /\/frontend\/app\/(?!components\/chart|utils\/chart|utils\/passkeys|composables\/useDrawing)/,
              },
            ],
          },
        },
      },
    },
  },
  nitro: {
    devProxy: {
      '/api': {
        target: `http://127.0.0.1:${process.env.PORT ?? '3333'}/api`,
        changeOrigin: false,
      },
    },
  },
  experimental: {
    appManifest: false,
    payloadExtraction: false,
    // One of the two inline scripts less; the host allows the other by its hash.
    entryImportMap: false,
    // Else every page that the rail names is brought at the first view.
    defaults: { nuxtLink: { prefetchOn: { visibility: false, interaction: true } } },
  },
})
