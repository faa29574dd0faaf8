import type { Grants, Standing } from '@rostrum/shared/kernel/actor.ts'
import type { Channel, ChannelKind, SubjectOf } from '@rostrum/shared/kernel/channel.ts'
import type {
  CommandName,
  Contract,
  EventName,
  Input,
  Output,
  Payload,
  Slice,
  SnapshotKind,
  Subject,
} from '@rostrum/shared/kernel/contract.ts'
import type { Failure } from '@rostrum/shared/kernel/failure.ts'
import type { Id } from '@rostrum/shared/kernel/ids.ts'
import type { Db } from './db.ts'
import type { Personal } from './personal.ts'
import type { Overdue } from './retention.ts'
import type { Route } from './routes.ts'
import type { Statement } from './writes.ts'

/** Whoever sends: a person, through one of their sign-ins, with every role they hold. */
export interface Actor {
  readonly id: Id<'person'>
  /** The sign-in this actor came through; it is what a sign-out ends. */
  readonly signIn: string
  readonly grants: Grants
  /** Sessions that this person was taken out of, whatever they may do elsewhere. */
  readonly removedFrom: readonly string[]
}

/**
 * May this actor see this channel, and so act in it? Undefined: no (or there is no such thing: the two answer alike).
 * The one place that answers; the app supplies it.
 */
export type Admit = (actor: Actor, channel: Channel) => Promise<Standing | undefined>

/** All a command can see of the world. No sockets, no Redis, no request. */
export interface Context<C extends Contract, Tables> {
  /** The open transaction. Commands of one lane never run at the same time, so what is read here stays true. */
  readonly db: Db<Tables>
  readonly now: Date
  newId(): string
  /** Send a change without waiting for it. If it fails, the command fails. */
  write(query: Statement): void
  /** Tell a channel, when (and only if) the transaction commits. */
  publish<E extends EventName<C>>(event: E, payload: Payload<C, E>, subject: Subject<C, E>): void
}

export interface CommandContext<C extends Contract, Tables> extends Context<C, Tables> {
  readonly actor: Actor
  /** What the actor is at the place of this command. */
  readonly standing: Standing
}

export interface Request<Input> {
  readonly actor: Actor
  readonly standing: Standing
  readonly input: Input
}

/** One at a time: return the output, or throw a Failure. */
export type Handler<C extends Contract, N extends CommandName<C>, Tables> = (
  ctx: CommandContext<C, Tables>,
  input: Input<C, N>,
) => Promise<Output<C, N>>

/** Many at once, for hot commands: one answer per request, in the same order. */
export interface SetHandler<C extends Contract, N extends CommandName<C>, Tables> {
  all(
    ctx: Context<C, Tables>,
    requests: readonly Request<Input<C, N>>[],
  ): Promise<readonly (Output<C, N> | Failure)[]>
}

export type Handlers<C extends Contract, Tables> = {
  readonly [N in CommandName<C>]: Handler<C, N, Tables> | SetHandler<C, N, Tables>
}

/**
 * What a feature has to tell in one channel, read in one transaction. Persons are read in sets, because thousands come
 * back at once: one slice per person, in the order asked for.
 */
export type Snapshots<C extends Contract, Tables> = {
  readonly [Kind in SnapshotKind<C>]: Kind extends 'person'
    ? (db: Db<Tables>, people: readonly Id<'person'>[]) => Promise<readonly Slice<C, Kind>[]>
    : (db: Db<Tables>, subject: SubjectOf<Kind>) => Promise<Slice<C, Kind>>
}

/** A feature as the kernel sees it: its types have done their work by now. */
export interface Feature {
  readonly contract: Contract
  readonly handlers: Readonly<Record<string, AnyHandler>>
  readonly snapshots: { readonly [Kind in ChannelKind]?: AnySnapshot }
  readonly routes: readonly Route[]
  /** What it knows about people. */
  readonly personal: readonly Personal[]
  /** What it keeps for a time of its own. */
  readonly overdue: readonly Overdue[]
}
export type AnySnapshot = (db: Db<unknown>, subject: unknown) => Promise<unknown>
export type AnyContext = Context<Contract, unknown> & { readonly actor?: Actor; readonly standing?: Standing }
export type AnyHandler =
  | ((ctx: AnyContext, input: unknown) => Promise<unknown>)
  | { all(ctx: AnyContext, requests: readonly Request<unknown>[]): Promise<readonly unknown[]> }

/** Ties a contract to what fulfils it. `routes` only where HTTP is the right door (reading lists, uploads, webhooks). */
export function feature<C extends Contract, Tables>(
  contract: C,
  it: {
    readonly handlers: Handlers<C, Tables>
    readonly snapshots: Snapshots<C, Tables>
    readonly routes?: readonly Route[]
    readonly overdue?: readonly Overdue[]
    readonly personal?: readonly Personal[]
  },
): Feature {
  // The types above have proved that handlers and snapshots fit the contract; the kernel calls them by name.
  return { routes: [], overdue: [], personal: [], ...it, contract } as unknown as Feature
}
