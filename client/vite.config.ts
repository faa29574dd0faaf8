import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { noAdapter } from './vite/noAdapter.ts'
import { onlyWebSocket } from './vite/onlyWebSocket.ts'
import { noSchemas } from './vite/noSchemas.ts'
import { messages } from './vite/messages.ts'

const server = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    noSchemas(),
    onlyWebSocket(),
    noAdapter(),
    messages(path.join(import.meta.dirname, 'src')),
  ],
  resolve: {
    // Messages are parsed at build: what is left of the parser is its vocabulary.
    alias: { '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js' },
  },
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What most pages share is one file: twenty small ones would each be compressed and asked for alone.
        codeSplitting: {
          groups: [
            { name: 'kit', test: /client\/src\/(ui|kernel)\/(?!media)|shared\/src\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  // The host stays what the browser says: a page may speak only to the host it came from.
  server: {
    proxy: {
      '^/(api|dev|healthz)(/|$)': { target: server },
      '/socket.io': { target: server, ws: true },
    },
  },
})
