import { FormattedMessage } from 'react-intl'
import type { Row } from '@rostrum/shared/features/programme/programme.days.ts'

const minuteMs = 60_000

/** How long it still goes by the programme, or by how much it has run over. */
export function Left({ row, now }: { readonly row: Pick<Row, 'end'>; readonly now: number }) {
  const minutes = Math.ceil((row.end - now) / minuteMs)
  return minutes >= 0 ? (
    <FormattedMessage id="programme.left" values={{ minutes }} />
  ) : (
    <FormattedMessage id="programme.overrun" values={{ minutes: -minutes }} />
  )
}
