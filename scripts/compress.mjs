// Writes a brotli and a gzip copy beside every text file of a built client, so that the server never compresses.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const dist = process.argv[2]
const texts = /\.(?:js|css|html|svg|json|webmanifest|txt|wasm)$/
const worthwhile = 1024

for (const name of fs.readdirSync(dist, { recursive: true })) {
  const file = path.join(dist, name)
  if (!texts.test(name) || fs.statSync(file).size < worthwhile) continue
  const bytes = fs.readFileSync(file)
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }))
  fs.writeFileSync(
    `${file}.br`,
    zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  )
}
