import { FormattedMessage } from 'react-intl'
import { Failed } from '#ui/states.tsx'

/** In the place of a list that this person may not read any more. */
export const QuestionsGone = () => (
  <Failed>
    <FormattedMessage id="questions.gone" />
  </Failed>
)
