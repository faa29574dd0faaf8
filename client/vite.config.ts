import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { fingerprint } from '@rostrum/shared/kernel/contract.ts'
import { protocol } from '@rostrum/shared/protocol.ts'
import { messages } from './vite/messages.ts'

const server = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), messages(path.join(import.meta.dirname, 'src'))],
  resolve: {
    // Messages are parsed at build: what is left of the parser is its vocabulary.
    alias: { '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js' },
  },
  // Told to the server with the handshake: a client built for another wire is asked to load itself anew.
  define: { __WIRE__: JSON.stringify(fingerprint(protocol)) },
  build: { manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': server, '/socket.io': { target: server, ws: true } } },
})
