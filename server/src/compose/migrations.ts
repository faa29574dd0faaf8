import { mailMigrations } from '#adapters/mail/mails.ts'
import { chatMigrations } from '../features/chat/index.ts'
import { moderationMigrations } from '../features/moderation/index.ts'
import { peopleMigrations } from '../features/people/index.ts'
import { presenceMigrations } from '../features/presence/index.ts'
import { programmeMigrations } from '../features/programme/index.ts'
import { questionsMigrations } from '../features/questions/index.ts'
import { stageMigrations } from '../features/stage/index.ts'
import { nightlyMigrations } from '../nightly/last.ts'

const kernelMigrations = ['kernel.0001', 'kernel.0002'].map((name) => ({
  name,
  file: new URL(`../kernel/${name}.sql`, import.meta.url),
}))

/** In this order, since a feature's tables may refer to those of one above it. */
export const migrations = [
  ...kernelMigrations,
  ...mailMigrations,
  ...peopleMigrations,
  ...programmeMigrations,
  ...moderationMigrations,
  ...chatMigrations,
  ...presenceMigrations,
  ...questionsMigrations,
  ...stageMigrations,
  ...nightlyMigrations,
]
