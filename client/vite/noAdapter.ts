import type { Plugin } from 'vite'

const bundle = /livekit-client\/dist\/livekit-client\.esm\.mjs$/
const shims = /^adapterFactory\(\{\n.*\n\}\);/m

/**
 * LiveKit's client brings webrtc-adapter (9 kB gzip), which gives browsers of ten years ago what those we build for
 * (Chrome 111, Firefox 114, Safari 16.4) have by themselves; what Firefox does without it is in docs/proof.md. Not
 * called, it does not travel.
 */
export function noAdapter(): Plugin {
  return {
    name: 'rostrum-no-adapter',
    transform(code, id) {
      if (!bundle.test(id)) return undefined
      if (!shims.test(code)) throw new Error(`${id}: the call of webrtc-adapter is not where it was`)
      return { code: code.replace(shims, ''), map: null }
    },
  }
}
