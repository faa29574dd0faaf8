// Builds the client, if its sources have changed. Images and tests need it; `npm start` does it by itself.
import { buildClient, findNode, install } from './lib.mjs'

install()
buildClient(findNode())
