import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://forum.example.org',
  DATABASE_URL: 'postgres://rostrum:bXK2vTq9@db.internal/rostrum',
  SMTP_URL: 'smtps://mail.internal',
  MAIL_FROM: 'Forum <forum@example.org>',
  LIVEKIT_URL: 'wss://media.example.org',
  LIVEKIT_KEY: 'APIxyz',
  LIVEKIT_SECRET: 'a-secret-of-thirty-two-characters',
}

function problemsOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env)
    return ''
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

test('a value that cannot be right is refused by its name, all of them at once', () => {
  const problems = problemsOf({ PORT: 'eighty', DATABASE_URL: 'mysql://x', NODE_ENV: 'prod' })
  for (const name of ['PORT', 'DATABASE_URL', 'NODE_ENV']) expect(problems).toContain(`${name}:`)
})

test('LiveKit elsewhere needs its key and its secret', () => {
  expect(problemsOf({ LIVEKIT_URL: 'wss://media.example.org', LIVEKIT_KEY: 'APIxyz' })).toContain(
    'LIVEKIT_URL:',
  )
})

test.each([
  ['BASE_URL', { BASE_URL: 'http://forum.example.org' }],
  ['BASE_URL', { BASE_URL: '' }],
  ['DATABASE_URL', { DATABASE_URL: '' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://rostrum:postgres@db.internal/rostrum' }],
  ['SMTP_URL', { SMTP_URL: '' }],
  ['MAIL_FROM', { MAIL_FROM: '' }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://a.example.org, *' }],
  ['LIVEKIT_KEY', { LIVEKIT_KEY: 'devkey' }],
  ['LIVEKIT_SECRET', { LIVEKIT_SECRET: 'secret' }],
  ['ROSTRUM_DEMO', { ROSTRUM_DEMO: 'on' }],
  ['BASE_URL', { BASE_URL: 'javascript:alert(1)' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://rostrum:rostrum@db.internal/rostrum' }],
  ['REDIS_URL', { REDIS_URL: 'redis://cache.internal:6379' }],
  ['REDIS_URL', { REDIS_URL: 'redis://default:password@cache.internal:6379' }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'null' }],
  ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'http://a.example.org' }],
  ['LIVEKIT_SECRET', { LIVEKIT_SECRET: 'changeme'.repeat(4) }],
  ['ROSTRUM_BOTS', { ROSTRUM_BOTS: 'on' }],
  ['METRICS_PORT', { METRICS_PORT: '3000' }],
])('M1: production does not start with an unsafe %s: %j', (name, change) => {
  expect(problemsOf(production)).toBe('')
  expect(problemsOf({ ...production, ...change })).toContain(`${name}:`)
})

test('without any setting it is a demo on the loopback address, and nothing can change it later', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    production: false,
    demo: true,
    livekit: undefined,
  })
  expect(Object.isFrozen(config)).toBe(true)
})

test('a production server is no demo, and its base address has no slash at the end', () => {
  const config = readConfig({ ...production, BASE_URL: 'https://forum.example.org/' })
  expect(config).toMatchObject({ demo: false, production: true, baseUrl: 'https://forum.example.org' })
})
