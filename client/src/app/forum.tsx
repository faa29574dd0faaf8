import { useParams } from 'react-router'
import { useIntl } from 'react-intl'
import type { Forum, ForumList } from '@rostrum/shared/features/programme/programme.contract.ts'
import { pickText } from '@rostrum/shared/kernel/texts.ts'
import type { PickedText } from '@rostrum/shared/kernel/texts.ts'
import type { Texts } from '@rostrum/shared/kernel/fields.ts'
import { useResource } from '#kernel/http.ts'
import type { Resource } from '#kernel/http.ts'
import { useLanguage } from '#kernel/i18n.tsx'

export const useForums = (): Resource<ForumList> => useResource<ForumList>('/api/forums')

/** The forum of this address; on pages of no forum, the first there is. */
export function useForum(): Forum | undefined {
  const { slug } = useParams()
  const forums = useForums()
  if (forums.state !== 'ready') return undefined
  return (
    forums.data.forums.find((it) => it.slug === slug) ??
    (slug === undefined ? forums.data.forums[0] : undefined)
  )
}

/** A text of a forum in the reader's language, or the forum's next one. */
export function useText(forum: Forum | undefined): (texts: Texts) => PickedText {
  const { language } = useLanguage()
  return (texts) =>
    pickText(texts, language, forum?.languages ?? []) ?? { text: '', language, isFallback: false }
}

/** `6–10 July 2026`. Days are calendar days: no zone moves them. */
export function useForumDays(): (forum: Forum) => string {
  const { formatDateTimeRange } = useIntl()
  return ({ days }) =>
    formatDateTimeRange(new Date(`${days.first}T12:00Z`), new Date(`${days.last}T12:00Z`), {
      dateStyle: 'long',
      timeZone: 'UTC',
    })
}

export const forumPath = ({ slug }: Pick<Forum, 'slug'>): string => `/forums/${slug}`
