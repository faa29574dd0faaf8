import * as zod from 'zod/mini'
import type { Plugin } from 'vite'

const id = '\0rostrum-schemas'
const shared = /\/shared\/src\/(kernel|features)\/.*\.ts$/
const contract = /\.contract\.ts$/

// A schema that says nothing but its options; it can be named, composed and refined, and that is all contracts do.
const stub = `
const unchecked = () => { throw new Error('Schemas are checked by the server; the client does not carry them.') }
/*@__NO_SIDE_EFFECTS__*/
function schema(options) {
  const it = { options, check: () => it, brand: () => it, parse: unchecked, safeParse: unchecked }
  return it
}`

/** Of a contract the client needs its feature's name; with the rest of it go the schemas that nothing else uses. */
const nameOnly = (code: string): string =>
  code.replace(/defineContract\(\{\s*feature: (["']\w+["']),[^]*\}\)/, '{ feature: $1 }')

/** What a module only names, and nobody uses, may go: making a schema does nothing else. */
const markPure = (code: string): string =>
  code.replace(/^((?:export )?const \w+ = )(?=[\w.]+\(|z\s+\.)/gm, '$1/*@__PURE__*/ ')

/**
 * The server checks everything that goes over the wire, and client and server ship together: so the client needs the
 * contracts' types and names, and not the 15 kB (gzip) that check values.
 */
export function noSchemas(): Plugin {
  const names = Object.entries(zod).flatMap(([name, it]) => (typeof it === 'function' ? [name] : []))
  return {
    name: 'rostrum-no-schemas',
    enforce: 'pre',
    resolveId: (source) => (source === 'zod/mini' ? id : undefined),
    load: (it) =>
      it === id ? `${stub}\nexport { ${names.map((name) => `schema as '${name}'`).join(', ')} }` : undefined,
    transform(code, it) {
      if (!shared.test(it) || !code.includes("'zod/mini'")) return undefined
      return { code: markPure(contract.test(it) ? nameOnly(code) : code), map: null }
    },
  }
}
