import type { Plugin } from 'vite'

// Exported by the package's index for others: nobody here asks for them.
const others = /engine\.io-client\/build\/esm\/transports\/(polling|webtransport)/
const all = /engine\.io-client\/build\/esm\/transports\/index\.js$/

/** The line is a WebSocket and nothing else (`kernel/connection.ts`): the other transports need not travel. */
export function onlyWebSocket(): Plugin {
  return {
    name: 'rostrum-only-websocket',
    load: (id) =>
      all.test(id)
        ? `import { WS } from './websocket.js'\nexport const transports = { websocket: WS }`
        : undefined,
    transform: (code, id) =>
      others.test(id) ? { code, map: null, moduleSideEffects: false as const } : undefined,
  }
}
