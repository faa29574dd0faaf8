// The checks of this repository, each a step with a name; `check` runs the quick ones, `test` runs them all.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { findNode, root, say } from './lib.mjs'

const bin = (name) => path.join(root, 'node_modules/.bin', name)
const results = path.join(root, '.data/test')

const typesOf = (project) => ({ name: `types of ${project}`, command: [bin('tsc'), '-p', project] })

export const quick = () => [
  ...['shared', 'server', 'client', 'infra'].map(typesOf),
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--quiet'] },
  { name: 'format', command: [bin('oxfmt'), '--check', '.'] },
  { name: 'dead code', command: [bin('knip'), '--no-progress'] },
  script('directions', 'check-directions.mjs'),
]

export const script = (name, file, ...args) => ({
  name,
  command: [findNode(), path.join(root, 'scripts', file), ...args],
})

/** A set of vitest projects. Its tests are counted one by one, and shown while they run. */
export const tests = (name, ...projects) => ({
  name,
  report: path.join(results, `${name.replaceAll(' ', '-')}.json`),
  command: [
    findNode(),
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--passWithNoTests',
    ...projects.flatMap((it) => ['--project', it]),
  ],
})

/** Runs all steps, also after one has failed, and ends with what passed and what failed. */
export async function runSteps(steps) {
  fs.mkdirSync(results, { recursive: true })
  let passed = 0
  const failed = []
  for (const step of steps) {
    const { ok, tests: counted } = await runStep(step)
    passed += counted.passed
    failed.push(...counted.failed)
    if (ok && counted.passed === 0) passed += 1
    if (!ok && counted.failed.length === 0) failed.push(step.name)
  }
  for (const it of failed) process.stdout.write(`✗ ${it}\n`)
  const summary = `${passed} passed, ${failed.length} failed`
  fs.writeFileSync(path.join(results, 'summary.txt'), `${summary}\n`)
  say(`done in all`)
  process.stdout.write(`${summary}\n`)
  return failed.length === 0
}

async function runStep({ name, command: [file, ...args], report }) {
  if (report) fs.rmSync(report, { force: true })
  const shown = report ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : []
  if (report) say(name)
  const from = Date.now()
  const { code, output } = await runProgram(file, [...args, ...shown], Boolean(report))
  const took = `${((Date.now() - from) / 1000).toFixed(1)} s`
  if (code !== 0 && !report) process.stdout.write(output)
  say(`${code === 0 ? '✓' : '✗'} ${name} (${took})`)
  return { ok: code === 0, tests: count(report) }
}

/** What a step prints is shown when it fails; a long one shows it as it goes. */
function runProgram(file, args, show) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 1, output: `${file}: ${error.message}\n` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function count(report) {
  if (!report || !fs.existsSync(report)) return { passed: 0, failed: [] }
  const { numPassedTests, testResults } = JSON.parse(fs.readFileSync(report, 'utf8'))
  const failed = testResults.flatMap((file) => {
    const broken = file.assertionResults.filter((it) => it.status === 'failed').map((it) => it.fullName)
    const place = path.relative(root, file.name)
    if (broken.length === 0 && file.status === 'failed') return [place] // it failed before its first test
    return broken.map((it) => `${place}: ${it}`)
  })
  return { passed: numPassedTests, failed }
}
