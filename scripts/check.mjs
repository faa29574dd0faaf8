// `npm run check`: what is quick enough to run after every change.
import { install } from './lib.mjs'
import { quick, runSteps, tests } from './steps.mjs'

install()
process.exitCode = (await runSteps([...quick(), tests('unit tests', 'shared', 'client')])) ? 0 : 1
