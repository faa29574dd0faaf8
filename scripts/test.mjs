// `npm test`: everything, as the continuous integration runs it.
import { install } from './lib.mjs'
import { quick, runSteps, script, tests } from './steps.mjs'

install()
const steps = [
  ...quick(),
  script('build of the client', 'build.mjs'),
  script('size of the client', 'check-size.mjs'),
  tests('unit and integration tests', 'shared', 'client', 'server', 'infra'),
  tests('journeys in a browser', 'screens', 'stages'),
]
process.exitCode = (await runSteps(steps)) ? 0 : 1
