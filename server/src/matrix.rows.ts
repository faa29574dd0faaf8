import { anyone, backstage, desk, inForum, leading, noOne, viewers } from '#testing/matrix.ts'
import type { CommandRow, Place, RouteRow } from '#testing/matrix.ts'

/* The authorisation matrix: a row for every command and every route there is. Its test fails when one is missing. */

const base = 0
const question = ({ unknown }: Place) => ({ question: unknown, base })
const person = ({ unknown }: Place) => ({ person: unknown })
const against = ({ unknown }: Place) => ({ person: unknown, reason: 'insult', note: null, minutes: null })
const device = { browser: null, system: null }
const hex64 = 'a'.repeat(64)

export const commandRows: Readonly<Record<string, CommandRow>> = {
  'chat:say': { may: inForum, input: () => ({ text: 'Good morning' }) },
  'chat:takeBack': { may: inForum, input: ({ unknown }) => ({ message: unknown }) },
  'chat:hide': { may: leading, input: ({ unknown }) => ({ message: unknown, reason: 'insult' }) },
  'chat:restore': { may: leading, input: ({ unknown }) => ({ message: unknown }) },
  'chat:configure': { may: leading, input: () => ({ slowModeSeconds: 0 }) },
  'chat:read': { may: inForum, input: ({ session, unknown }) => ({ session, message: unknown }) },

  'moderation:report': {
    may: inForum,
    input: ({ unknown }) => ({ target: { kind: 'message', id: unknown }, reason: 'insult', note: null }),
  },
  'moderation:appeal': { may: viewers, input: ({ unknown }) => ({ restriction: unknown, words: 'No' }) },
  'moderation:mute': { may: leading, input: against },
  'moderation:remove': { may: leading, input: against },
  'moderation:lift': { may: leading, input: ({ unknown }) => ({ restriction: unknown, base }) },
  'moderation:stop': { may: leading, input: () => ({ on: false }) },
  'moderation:settle': {
    may: leading,
    input: ({ unknown }) => ({ report: unknown, base, outcome: 'acted' }),
  },
  'moderation:muteEverywhere': { may: desk, input: against },
  'moderation:ban': {
    may: desk,
    input: ({ unknown }) => ({ person: unknown, reason: 'insult', note: null }),
  },
  'moderation:confirmBan': { may: desk, input: ({ unknown }) => ({ restriction: unknown, base }) },
  'moderation:liftEverywhere': { may: desk, input: ({ unknown }) => ({ restriction: unknown, base }) },
  'moderation:stopEverywhere': { may: desk, input: () => ({ on: false }) },

  'people:update': { may: viewers, input: () => ({ base }) },
  'people:endSignIn': { may: viewers, input: ({ unknown }) => ({ signIn: unknown }) },
  'people:signOutEverywhere': { may: viewers },
  'people:askLink': {
    may: noOne,
    input: () => ({ email: 'a@b.invalid', browser: null, next: '/', language: 'en', from: 'x' }),
  },
  'people:signIn': {
    may: noOne,
    input: () => ({ link: hex64, secret: hex64, device, kept: false, browser: null, replaces: null }),
  },
  'people:grant': {
    may: noOne,
    input: ({ forum }) => ({ email: 'a@b.invalid', forum, role: 'organiser', on: true }),
  },

  'presence:react': { may: inForum, input: () => ({ kind: 'applause' }) },
  // The programme of a public forum is everyone's to read, and so to keep.
  'programme:star': { may: viewers, input: ({ session }) => ({ session, on: true }) },

  'questions:ask': { may: inForum, input: () => ({ text: 'Why?', anonymous: false }) },
  'questions:edit': { may: inForum, input: (it) => ({ ...question(it), text: 'Why?' }) },
  'questions:withdraw': { may: inForum, input: ({ unknown }) => ({ question: unknown, on: true }) },
  'questions:vote': { may: inForum, input: ({ unknown }) => ({ question: unknown, on: true }) },
  'questions:approve': { may: leading, input: question },
  'questions:dismiss': { may: leading, input: (it) => ({ ...question(it), reason: 'Off topic' }) },
  'questions:merge': {
    may: leading,
    input: (it) => ({ ...question(it), into: it.unknown, intoBase: base }),
  },
  'questions:assign': { may: leading, input: (it) => ({ ...question(it), to: null }) },
  'questions:label': { may: leading, input: (it) => ({ ...question(it), label: null }) },
  'questions:putNext': { may: leading, input: (it) => ({ ...question(it), on: true }) },
  'questions:answerNow': { may: leading, input: question },
  'questions:markAnswered': { may: leading, input: question },
  'questions:undo': { may: leading, input: question },
  'questions:configure': { may: leading, input: () => ({ open: true }) },
  'questions:answer': { may: backstage, input: (it) => ({ ...question(it), text: 'Because' }) },

  'stage:setState': { may: leading, input: () => ({ state: 'paused', base: 999 }) },
  'stage:bringOnAir': { may: leading, input: person },
  'stage:takeOffAir': { may: leading, input: person },
  'stage:remove': { may: leading, input: person },
  'stage:stop': { may: leading, input: (it) => ({ ...person(it), source: 'camera', on: true }) },
  'stage:spotlight': { may: leading, input: () => ({ person: null }) },
  'stage:share': { may: inForum, input: () => ({ on: false }) },
  'stage:checkIn': { may: backstage, input: () => ({ isReady: true }) },
  'stage:checkOut': { may: backstage },
  'stage:invite': { may: leading, input: person },
  'stage:withdrawInvitation': { may: leading, input: (it) => ({ ...person(it), base }) },
  'stage:answerInvitation': { may: inForum, input: () => ({ accept: true, base }) },
}

export const routeRows: Readonly<Record<string, RouteRow>> = {
  'get /healthz': { may: anyone },
  'get /readyz': { may: anyone },
  // In development, and only without an SMTP server.
  'get /dev/mail': { may: anyone },

  'post /api/sign-in': { may: anyone, body: () => ({}) },
  'post /api/sign-in/again': { may: anyone, body: () => ({}) },
  'post /api/sign-in/look': { may: anyone, body: () => ({}) },
  'post /api/sign-in/confirm': { may: anyone, body: () => ({}) },
  'post /api/sign-out': { may: viewers },
  'get /api/me': { may: anyone },
  'get /api/me/sign-ins': { may: viewers },
  'get /api/me/data': { may: viewers },

  'get /api/forums': { may: anyone },
  'get /api/forums/:slug': { may: anyone, path: () => '/api/forums/forum' },
  'get /api/forums/:slug/programme': { may: anyone, path: () => '/api/forums/forum/programme' },
  'get /api/sessions/:id': { may: anyone, path: ({ session }) => `/api/sessions/${session}` },

  'get /api/forums/:forum/audit': { may: desk, path: ({ forum }) => `/api/forums/${forum}/audit` },
  'get /api/forums/:forum/audit/check': {
    may: desk,
    path: ({ forum }) => `/api/forums/${forum}/audit/check`,
  },
  'get /api/forums/:forum/people/:person/linked': {
    may: desk,
    path: ({ forum }) => `/api/forums/${forum}/people/banned/linked`,
  },
  'get /api/sessions/:session/chat': { may: inForum, path: ({ session }) => `/api/sessions/${session}/chat` },
  'get /api/sessions/:session/people': {
    may: inForum,
    path: ({ session }) => `/api/sessions/${session}/people`,
  },
  'post /api/stage/:session/token': {
    may: inForum,
    path: ({ session }) => `/api/stage/${session}/token`,
    body: () => ({ room: 'stage', device: 'abcd' }),
  },
}
