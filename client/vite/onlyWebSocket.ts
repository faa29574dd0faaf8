import type { Plugin } from 'vite'

const all = /engine\.io-client\/build\/esm\/transports\/index\.js$/

/** The line is a WebSocket and nothing else (`connection.ts`): the other transports need not travel. */
export function onlyWebSocket(): Plugin {
  return {
    name: 'rostrum-only-websocket',
    load: (id) =>
      all.test(id)
        ? `import { WS } from './websocket.js'\nexport const transports = { websocket: WS }`
        : undefined,
  }
}
