import type { Migration } from '#adapters/postgres/migrations.ts'

export { createPresence } from './presence.service.ts'
export const presenceMigrations: readonly Migration[] = [
  { name: 'presence.0001', file: new URL('presence.0001.sql', import.meta.url) },
  { name: 'presence.0002', file: new URL('presence.0002.sql', import.meta.url) },
]
