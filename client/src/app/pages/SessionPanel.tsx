import { Suspense, useEffect } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import { useSearchParams } from 'react-router'
import { Boundary } from '#ui/Boundary.tsx'
import { Skeleton } from '#ui/states.tsx'
import { Tabs } from '#ui/Tabs.tsx'
import { offer } from '../keys/keys.ts'
import { panelNames, slots } from '../slots.tsx'
import type { PanelName, SessionPlace } from '../slots.tsx'
import type { PanelStops } from './panelStop.ts'

const labels = {
  questions: 'page.panel.questions',
  chat: 'page.panel.chat',
  people: 'page.panel.people',
  about: 'page.panel.about',
} as const

const stopLabels = {
  tabs: 'page.panel.enlarge',
  half: 'page.panel.enlarge',
  full: 'page.panel.shrink',
} as const

const there = panelNames.filter((it) => slots.panels[it])

/** What stands beside the stage. The chosen tab is in the address, so that it can be sent to a colleague. */
export function SessionPanel({ place, stop }: { readonly place: SessionPlace; readonly stop: PanelStops }) {
  const { formatMessage } = useIntl()
  const { selected, select } = usePanel(stop)
  const part = selected && slots.panels[selected]
  if (!selected || !part) return null
  return (
    <section className="panel" aria-label={formatMessage({ id: 'page.panel' })} data-region>
      <button
        type="button"
        className="grab"
        aria-label={formatMessage({ id: stopLabels[stop.stop] })}
        onClick={stop.cycle}
        {...stop.drag}
      />
      <Tabs
        label={formatMessage({ id: 'page.panel' })}
        selected={selected}
        onSelect={select}
        tabs={there.map((id) => ({ id, label: <PanelTab name={id} place={place} /> }))}
        panelClass="panel__body"
      >
        <Boundary key={selected}>
          <Suspense
            fallback={
              <div className="panel__scroll">
                <Skeleton lines={5} />
              </div>
            }
          >
            <part.Panel {...place} />
          </Suspense>
        </Boundary>
      </Tabs>
    </section>
  )
}

function PanelTab({ name, place }: { readonly name: PanelName; readonly place: SessionPlace }) {
  const Badge = slots.panels[name]?.Badge
  return (
    <>
      <FormattedMessage id={labels[name]} />
      {Badge && <Badge {...place} />}
    </>
  )
}

function usePanel(stop: PanelStops) {
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('panel')
  const selected = there.find((it) => it === wanted) ?? there[0]
  const select = (panel: PanelName) => {
    stop.open()
    setSearch(
      (now) => {
        now.set('panel', panel)
        return now
      },
      { replace: true },
    )
  }
  useEffect(() => {
    const open = (panel: PanelName) => () => {
      select(panel)
      document.querySelector<HTMLElement>('.panel textarea, .panel__body')?.focus()
    }
    const acts = { questions: open('questions'), chat: open('chat'), people: open('people') }
    return offer(Object.fromEntries(Object.entries(acts).filter(([name]) => there.some((it) => it === name))))
  })
  return { selected, select }
}
