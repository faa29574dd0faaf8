import * as z from 'zod/mini'
import { channelKinds } from './channel.ts'
import type { ChannelKind, FamilyOf, SubjectOf } from './channel.ts'
import { idOf } from './ids.ts'
import type { IdSchema } from './ids.ts'

/* ── the grammar ─────────────────────────────────────────────────────────────────────────────── */

export type Schema = z.core.$ZodType
type Shape = Readonly<Record<string, Schema>>

/** A command names the thing it happens in (`session: …`), except in one's own person channel. */
type Address<Kind extends ChannelKind> =
  FamilyOf<Kind> extends 'person' ? unknown : { readonly [F in FamilyOf<Kind>]: IdSchema<F> }

export interface Command<
  Kind extends ChannelKind = ChannelKind,
  Input extends Schema = Schema,
  Output extends Schema = Schema,
> {
  readonly kind: Kind
  readonly input: Input
  readonly output: Output
  /** How often one person may send it; without, it counts in what a person may send of everything. */
  readonly rate: Rate | undefined
}

/** So many at once, and then so many per second. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** `kind` is both where the command happens and who may send it: those who may join that channel. */
export function command<Kind extends ChannelKind, S extends Shape, Output extends Schema = z.ZodMiniNull>(
  kind: Kind,
  shape: S,
  output: Output = z.null() as unknown as Output,
  options: { readonly rate?: Rate } = {},
) {
  const { family } = channelKinds[kind]
  const address = family === 'person' ? {} : { [family]: idOf(family) }
  const input = z.strictObject({ ...address, ...shape }) as unknown as z.ZodMiniObject<
    Address<Kind> & S,
    z.core.$strict
  >
  return { kind, input, output, rate: options.rate }
}

export interface Event<Kind extends ChannelKind = ChannelKind, Payload extends Schema = Schema> {
  readonly audience: Kind
  readonly payload: Payload
  /** Of events with the same value in this field, only the last in a frame is sent. */
  readonly latest: string | undefined
}

/** Events carry results, not steps: `votes: 7`, never `+1`. */
export function event<Kind extends ChannelKind, Payload extends Schema>(
  audience: Kind,
  payload: Payload,
  options: { readonly latest?: keyof z.output<Payload> & string } = {},
): Event<Kind, Payload> {
  return { audience, payload, latest: options.latest }
}

/** A signal may be lost, is never stored, and replaces the one before it with the same key. */
export const signal: typeof event = (audience, payload, options) => event(audience, payload, options)

export interface Contract {
  readonly feature: string
  readonly commands: Readonly<Record<string, Command>>
  readonly events: Readonly<Record<string, Event>>
  readonly signals: Readonly<Record<string, Event>>
  readonly snapshot: { readonly [Kind in ChannelKind]?: Schema }
}

/** One feature's wire, whole. An event's audience must be a channel this feature has a snapshot for. */
export function defineContract<
  const Feature extends string,
  const Commands extends Readonly<Record<string, Command>>,
  const Snapshot extends { readonly [Kind in ChannelKind]?: Schema },
  const Events extends Readonly<Record<string, Event<keyof Snapshot & ChannelKind>>>,
  const Signals extends Readonly<Record<string, Event>> = Readonly<Record<never, Event>>,
>(contract: {
  readonly feature: Feature
  readonly commands: Commands
  readonly events: Events
  readonly signals?: Signals
  readonly snapshot: Snapshot
}) {
  return { signals: {} as Signals, ...contract }
}

/* ── what follows from one contract ──────────────────────────────────────────────────────────── */

export type CommandName<C extends Contract> = keyof C['commands'] & string
export type Input<C extends Contract, N extends CommandName<C>> = z.output<C['commands'][N]['input']>
export type Output<C extends Contract, N extends CommandName<C>> = z.output<C['commands'][N]['output']>

export type EventName<C extends Contract> = keyof C['events'] & string
export type Payload<C extends Contract, E extends EventName<C>> = z.output<C['events'][E]['payload']>
export type Audience<C extends Contract, E extends EventName<C>> = C['events'][E]['audience']
export type Subject<C extends Contract, E extends EventName<C>> = SubjectOf<Audience<C, E>>
export type EventOf<C extends Contract> = {
  [E in EventName<C>]: { readonly type: E; readonly payload: Payload<C, E> }
}[EventName<C>]

export type SnapshotKind<C extends Contract> = keyof C['snapshot'] & ChannelKind
export type Slice<C extends Contract, Kind extends SnapshotKind<C>> = C['snapshot'][Kind] extends Schema
  ? z.output<C['snapshot'][Kind]>
  : never

/* ── what follows from all of them ───────────────────────────────────────────────────────────── */

export type Protocol = Readonly<Record<string, Contract>>
type Split<T extends string> = T extends `${infer F}:${infer N}` ? [F, N] : never

export type CommandType<P extends Protocol> = {
  [F in keyof P & string]: `${F}:${CommandName<P[F]>}`
}[keyof P & string]
export type InputOf<P extends Protocol, T extends CommandType<P>> = Input<P[Split<T>[0]], Split<T>[1]>
export type OutputOf<P extends Protocol, T extends CommandType<P>> = Output<P[Split<T>[0]], Split<T>[1]>

/** The wire of a contract as plain JSON Schema: the published documentation, and what is fingerprinted. */
export function describe(contract: Contract) {
  const schema = (it: Schema) => z.toJSONSchema(it, { io: 'input' })
  const each = <T>(record: Readonly<Record<string, T>>, f: (it: T) => unknown) =>
    Object.fromEntries(Object.entries(record).map(([name, it]) => [name, f(it)]))
  return {
    feature: contract.feature,
    commands: each(contract.commands, (it) => ({
      in: it.kind,
      input: schema(it.input),
      output: schema(it.output),
      rate: it.rate,
    })),
    events: each(contract.events, (it) => ({
      to: it.audience,
      latest: it.latest,
      payload: schema(it.payload),
    })),
    signals: each(contract.signals, (it) => ({
      to: it.audience,
      latest: it.latest,
      payload: schema(it.payload),
    })),
    snapshot: each(contract.snapshot as Record<string, Schema>, schema),
  }
}

/** Changes when, and only when, the wire changes. (FNV-1a: no crypto, so it runs anywhere.) */
export function fingerprint(protocol: Protocol): string {
  let hash = 0xcbf29ce484222325n
  for (const char of JSON.stringify(Object.values(protocol).map(describe))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}

/** The field by which an event or signal replaces the one before it of the same type, if it does. */
export function latestField(protocol: Protocol, type: string): string | undefined {
  const [feature = '', name = ''] = type.split(':')
  const contract = protocol[feature]
  return (contract?.events[name] ?? contract?.signals[name])?.latest
}
