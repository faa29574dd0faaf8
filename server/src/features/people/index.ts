import type { Migration } from '#adapters/postgres/migrations.ts'

export { createPeople } from './people.service.ts'
export const peopleMigrations: readonly Migration[] = [
  { name: 'people.0001', file: new URL('people.0001.sql', import.meta.url) },
]
