import fs from 'node:fs'
import path from 'node:path'
import { readConfig } from '@rostrum/server/config.ts'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

interface Service {
  readonly command?: unknown
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly read_only?: boolean
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly cap_drop?: readonly string[]
  readonly security_opt: readonly string[]
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { internal?: boolean }>>
  readonly configs: { readonly livekit: { readonly content: string } }
}

const read = (name: string) => fs.readFileSync(path.join(import.meta.dirname, name), 'utf8')
const source = read('compose.yaml')
const compose = parse(source) as Compose
const filledIn: Readonly<Record<string, string>> = {
  FORUM_HOST: 'forum.example.org',
  MEDIA_HOST: 'media.example.org',
  PUBLIC_IP: '192.0.2.7',
  POSTGRES_PASSWORD: 'x'.repeat(32),
  REDIS_PASSWORD: 'y'.repeat(32),
  LIVEKIT_KEY: 'forum',
  LIVEKIT_SECRET: 'z'.repeat(32),
  SMTP_URL: 'smtps://mail.example.org',
  MAIL_FROM: 'Forum <forum@example.org>',
}
const fill = (text: string) => text.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => filledIn[name] ?? '')
/** What this service reads in its environment. */
function configOf(service: string) {
  const given = compose.services[service]?.environment ?? {}
  return readConfig(Object.fromEntries(Object.entries(given).map(([name, it]) => [name, fill(it)])))
}

test('M2: the world reaches the proxy and the media ports, and nothing else', () => {
  const open = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
    ports.map((it) => `${name} ${it}`),
  )
  expect(open.toSorted()).toEqual([
    'caddy 443:443',
    'caddy 443:443/udp',
    'caddy 80:80',
    'livekit 7881:7881/tcp',
    'livekit 7882:7882/udp',
  ])
})

test('what keeps data stands on a network that leads nowhere', () => {
  expect(compose.networks['inside']?.internal).toBe(true)
  for (const name of ['postgres', 'redis', 'backup'])
    expect(compose.services[name]?.networks).toEqual(['inside'])
})

test('M6: a backup is made every night, on a volume of its own, and whoever looks sees when it is not', () => {
  const { command, healthcheck, read_only, cap_drop, volumes } = compose.services['backup'] ?? {}
  expect(command).toEqual(expect.arrayContaining(['nightly', '/data/backups']))
  expect(volumes).toEqual(['backup-data:/data'])
  // The service and the rule for Prometheus have the same idea of old.
  const [, hours] = /> (\d+) \* 3600 or absent\(rostrum_backup/.exec(read('../grafana/alerts.yaml')) ?? []
  expect(healthcheck?.test[1]).toContain(`/data/backups -name '*.rostrum' -mmin -${Number(hours) * 60} `)
  expect(configOf('backup').databaseUrl).toBe(configOf('server').databaseUrl)
  expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ['ALL'] })
})

test('no service can gain rights it was not given', () => {
  for (const [name, { security_opt }] of Object.entries(compose.services))
    expect(security_opt, name).toContain('no-new-privileges:true')
})

test('the example of settings names every setting, and no secret', () => {
  const named = new Set([...source.matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
  const example = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)]
  expect(new Set(example.map(([, name]) => name))).toEqual(named)
  for (const [, name, value] of example)
    if (/PASSWORD|SECRET|KEY/.test(name ?? '')) expect(value, name).toBe('')
})

test('the server accepts the settings it is given in production', () => {
  const config = configOf('server')
  expect(config).toMatchObject({ production: true, demo: false, baseUrl: 'https://forum.example.org' })
  expect(config.livekit).toMatchObject({ url: 'ws://livekit:7880', publicUrl: 'wss://media.example.org' })
  expect(config.metrics).toEqual({ host: '0.0.0.0', port: 9464 })
  expect(compose.services['server']?.ports).toBeUndefined()
})

test('K6: LiveKit makes no rooms by itself and tells our server what happens', () => {
  const livekit = parse(fill(compose.configs.livekit.content)) as Record<string, unknown>
  expect(livekit).toMatchObject({
    keys: { forum: 'z'.repeat(32) },
    room: { auto_create: false },
    webhook: { urls: ['http://server:3000/api/livekit/webhook'] },
  })
})

test('the proxy passes to LiveKit what a browser joins with, and nothing else', () => {
  const media = /^\{\$MEDIA_HOST\} \{\n([\s\S]*?)^\}/m.exec(read('Caddyfile'))?.[1] ?? ''
  expect([...media.matchAll(/@(\w+) path (.*)/g)].map(([, name, paths]) => [name, paths])).toEqual([
    ['join', '/rtc /rtc/v1 /rtc/validate'],
  ])
  // The only way on is inside what matches those paths; everything else is answered here.
  expect([...media.matchAll(/reverse_proxy/g)]).toHaveLength(1)
  expect(media).toMatch(/handle @join \{\s*reverse_proxy livekit:7880\s*\}\s*handle \{\s*respond 404\s*\}/)
  expect(read('Caddyfile').match(/livekit/g)).toHaveLength(1)
})

test('how the servers are is not told outside', () => {
  expect(read('Caddyfile')).toMatch(/@inside path \/healthz \/readyz \/metrics\s+respond @inside 404/)
})

test('images name their bases, and what runs is not root', () => {
  for (const name of ['server', 'livekit']) {
    const lines = read(`../images/${name}.Dockerfile`)
      .split('\n')
      .filter((it) => it.startsWith('FROM '))
    for (const it of lines) expect(it).toMatch(/^FROM \S+:(?!latest)\S+/)
  }
  expect(read('../images/server.Dockerfile')).toMatch(/^USER node$/m)
  expect(read('../images/livekit.Dockerfile')).toContain('nonroot')
})
