import type { Migration } from '#adapters/postgres/migrations.ts'

export { createProgramme } from './programme.service.ts'
export const programmeMigrations: readonly Migration[] = [
  { name: 'programme.0001', file: new URL('programme.0001.sql', import.meta.url) },
]
