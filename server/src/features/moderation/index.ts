import type { Migration } from '#adapters/postgres/migrations.ts'

export { checkLog } from './moderation.audit.ts'
export type { AuditEntry } from './moderation.audit.ts'
export { createModeration } from './moderation.service.ts'
export const moderationMigrations: readonly Migration[] = [
  { name: 'moderation.0001', file: new URL('moderation.0001.sql', import.meta.url) },
  { name: 'moderation.0002', file: new URL('moderation.0002.sql', import.meta.url) },
]
