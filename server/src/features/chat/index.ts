import type { Migration } from '#adapters/postgres/migrations.ts'

export { createChat } from './chat.service.ts'
export const chatMigrations: readonly Migration[] = [
  { name: 'chat.0001', file: new URL('chat.0001.sql', import.meta.url) },
]
