import type { Migration } from '#adapters/postgres/migrations.ts'

export { createQuestions } from './questions.service.ts'
export const questionsMigrations: readonly Migration[] = [
  { name: 'questions.0001', file: new URL('questions.0001.sql', import.meta.url) },
  { name: 'questions.0002', file: new URL('questions.0002.sql', import.meta.url) },
]
