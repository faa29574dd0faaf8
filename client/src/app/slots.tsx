import type { ComponentType } from 'react'
import type { Forum } from '@rostrum/shared/features/programme/programme.contract.ts'
import type { ForumId, SessionId } from '@rostrum/shared/kernel/fields.ts'
import { firstPart, part } from './part.ts'

/* Where features meet: each fills its places on the pages. A place that nobody fills is not drawn. */

export interface SessionPlace {
  readonly forum: ForumId
  readonly session: SessionId
}
export interface ForumPlace {
  readonly forum: Forum
}

type Part<Props> = ComponentType<Props> | undefined

export interface Slots {
  /** Beside the stage: each a tab with its panel, in this order; `Badge` stands in the tab. */
  readonly panels: {
    readonly [Name in PanelName]?: {
      readonly Panel: ComponentType<SessionPlace>
      readonly Badge?: ComponentType<SessionPlace>
    }
  }
  /** The picture, what stands in its place, and its control bar. */
  readonly Stage: Part<SessionPlace>
  /** In the header of a session: live or not, since when, how many watch. */
  readonly StageStatus: Part<SessionPlace>
  /** Backstage: who is prepared, who is on air, what the chair can do. */
  readonly StageDesk: Part<SessionPlace>
  readonly StageControls: Part<SessionPlace>
  readonly QuestionsDesk: Part<SessionPlace>
  readonly SafetyDesk: Part<SessionPlace>
  readonly HomeSessions: Part<ForumPlace>
  readonly Programme: Part<ForumPlace>
  readonly Moderation: Part<ForumPlace>
  readonly SignIn: Part<object>
  readonly SignInLink: Part<object>
  readonly Settings: Part<object>
}

export const panelNames = ['questions', 'chat', 'people', 'about'] as const
export type PanelName = (typeof panelNames)[number]

export const slots: Slots = {
  panels: {
    questions: {
      Panel: firstPart(() => import('./parts/questions.tsx').then((it) => it.QuestionsPart)),
      Badge: firstPart(() => import('./parts/badges.tsx').then((it) => it.QuestionsTab)),
    },
    chat: {
      Panel: part(() => import('./parts/chat.tsx').then((it) => it.ChatPart)),
      Badge: firstPart(() => import('./parts/badges.tsx').then((it) => it.ChatTab)),
    },
    people: { Panel: part(() => import('./parts/presence.tsx').then((it) => it.PeoplePart)) },
    about: { Panel: part(() => import('./parts/programme.tsx').then((it) => it.AboutPart)) },
  },
  Stage: firstPart(() => import('./parts/stage.tsx').then((it) => it.StagePart)),
  StageStatus: firstPart(() => import('./parts/stage.tsx').then((it) => it.StageStatusPart)),
  StageDesk: part(() => import('./parts/stageDesk.tsx').then((it) => it.StageDeskPart)),
  StageControls: part(() => import('./parts/stageDesk.tsx').then((it) => it.StageControlsPart)),
  QuestionsDesk: part(() => import('./parts/questionsDesk.tsx').then((it) => it.QuestionsDeskPart)),
  SafetyDesk: part(() => import('./parts/safety.tsx').then((it) => it.SafetyPart)),
  HomeSessions: part(() => import('./parts/programme.tsx').then((it) => it.HomePart)),
  Programme: part(() => import('./parts/programme.tsx').then((it) => it.ProgrammePart)),
  Moderation: part(() => import('./parts/safety.tsx').then((it) => it.ModerationPart)),
  SignIn: part(() => import('./pages/SignInPage.tsx').then((it) => it.SignInPage)),
  SignInLink: part(() => import('./pages/SignInLinkPage.tsx').then((it) => it.SignInLinkPage)),
  Settings: part(() => import('./pages/SettingsPage.tsx').then((it) => it.SettingsPage)),
}
