import * as zod from 'zod/mini'
import type { Plugin } from 'vite'

const id = '\0rostrum-schemas'

// A schema that says nothing but its options; it can be named, composed and refined, and that is all contracts do.
const stub = `
const unchecked = () => { throw new Error('Schemas are checked by the server; the client does not carry them.') }
const schema = (options) => {
  const it = { options, check: () => it, brand: () => it, parse: unchecked, safeParse: unchecked }
  return it
}`

/**
 * The server checks everything that goes over the wire, and client and server ship together: so the client needs the
 * contracts' types and names, and not the 10 kB (gzip) that check values.
 */
export function noSchemas(): Plugin {
  const names = Object.entries(zod).flatMap(([name, it]) => (typeof it === 'function' ? [name] : []))
  return {
    name: 'rostrum-no-schemas',
    enforce: 'pre',
    resolveId: (source) => (source === 'zod/mini' ? id : undefined),
    load: (it) =>
      it === id ? `${stub}\nexport { ${names.map((name) => `schema as '${name}'`).join(', ')} }` : undefined,
  }
}
