import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import { useResource } from '#kernel/http.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Icon } from '#ui/Icon.tsx'
import { Failed, Skeleton } from '#ui/states.tsx'
import { DeviceRow } from './DeviceRow.tsx'
import type { SignIn } from './DeviceRow.tsx'
import { endSignIn, signOut, signOutEverywhere } from './people.actions.ts'
import { SettingsSection } from './SettingsSection.tsx'

/** Where somebody is signed in, and out again: one, this one, or all. */
export function DevicesSection() {
  const list = useResource<{ readonly signIns: readonly SignIn[] }>('/api/me/sign-ins')
  const [ended, setEnded] = useState<ReadonlySet<string>>(new Set())
  const [failed, setFailed] = useState(false)
  const [asking, setAsking] = useState(false)

  const end = async (it: SignIn) => {
    setFailed(false)
    if (it.here) return signOut().catch(() => setFailed(true))
    const answer = await endSignIn(it.id)
    if (answer.ok) setEnded((before) => new Set([...before, it.id]))
    else setFailed(true)
    list.reload()
  }
  return (
    <SettingsSection id="devices">
      {list.state === 'loading' && <Skeleton />}
      {list.state === 'failed' && (
        <Failed onRetry={list.reload}>
          <FormattedMessage id="people.devices.failed" />
        </Failed>
      )}
      {list.state === 'ready' && (
        <ul className="card card--flush list">
          {list.data.signIns
            .filter((it) => !ended.has(it.id))
            .map((it) => (
              <DeviceRow key={it.id} signIn={it} onEnd={() => void end(it)} />
            ))}
        </ul>
      )}
      {failed && (
        <p className="error" role="alert">
          <Icon name="alert" size="sm" />
          <FormattedMessage id="people.devices.notEnded" />
        </p>
      )}
      <div className="row row--wrap">
        <Button kind="danger" onClick={() => setAsking(true)}>
          <Icon name="leave" />
          <FormattedMessage id="people.devices.everywhere" />
        </Button>
        <span className="meta">
          <FormattedMessage id="people.devices.unknown" />
        </span>
      </div>
      <p className="meta">
        <FormattedMessage id="people.devices.mark" />
      </p>
      {asking && <Everywhere onClose={() => setAsking(false)} />}
    </SettingsSection>
  )
}

function Everywhere({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      title={<FormattedMessage id="people.devices.everywhere" />}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>
            <FormattedMessage id="people.devices.stay" />
          </Button>
          <Button kind="danger-solid" onClick={() => void signOutEverywhere()}>
            <FormattedMessage id="people.devices.everywhere" />
          </Button>
        </>
      }
    >
      <p className="sm">
        <FormattedMessage id="people.devices.everywhere.text" />
      </p>
    </Dialog>
  )
}
