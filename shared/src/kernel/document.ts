import { describe, fingerprint } from './contract.ts'
import type { Protocol } from './contract.ts'
import { channelKinds } from './channel.ts'

const json = (it: unknown) => JSON.stringify(it)
const schema = (label: string, it: unknown) => `${label}\n\n\`\`\`json\n${json(strip(it))}\n\`\`\`\n`

/** JSON Schema as Zod writes it, without the line that says which draft it is. */
function strip(it: unknown): unknown {
  if (typeof it !== 'object' || it === null) return it
  const { $schema: _, ...rest } = it as Record<string, unknown>
  return rest
}

/** The reference part of the protocol's documentation: every command, event, signal and snapshot of every contract. */
export function document(protocol: Protocol): string {
  const contracts = Object.values(protocol).map(describe)
  return [
    '## The contracts\n',
    `Fingerprint of this wire: \`${fingerprint(protocol)}\`. Schemas are JSON Schema 2020-12, of what goes over the wire.\n`,
    ...contracts.flatMap((it) => [
      `## ${it.feature}\n`,
      ...commandsOf(it),
      ...toldOf(it),
      ...snapshotsOf(it),
    ]),
  ].join('\n')
}

type Described = ReturnType<typeof describe>
interface DescribedCommand {
  readonly in: string
  readonly input: unknown
  readonly output: unknown
  readonly rate?: { readonly perSecond: number; readonly burst: number }
}
interface DescribedEvent {
  readonly to: string
  readonly latest?: string
  readonly payload: unknown
}

const commandsOf = ({ feature, commands }: Described): string[] =>
  Object.entries(commands as Record<string, DescribedCommand>).flatMap(([name, it]) => [
    `### ${feature}:${name}\n`,
    `Command, in a channel of kind *${it.in}*.${it.rate ? ` At most ${it.rate.perSecond} a second, ${it.rate.burst} at once.` : ''}\n`,
    schema('Input:', it.input),
    schema('Output:', it.output),
  ])

const toldOf = ({ feature, events, signals }: Described): string[] =>
  [
    ['Event', events],
    ['Signal', signals],
  ].flatMap(([what, all]) =>
    Object.entries(all as Record<string, DescribedEvent>).flatMap(([name, it]) => [
      `### ${feature}:${name}\n`,
      `${what as string}, to channels of kind *${it.to}*.${it.latest ? ` Of those with the same \`${it.latest}\` only the last counts.` : ''}\n`,
      schema('Payload:', it.payload),
    ]),
  )

const snapshotsOf = ({ feature, snapshot }: Described): string[] =>
  Object.keys(channelKinds).flatMap((kind) => {
    const it = (snapshot as Record<string, unknown>)[kind]
    return it === undefined ? [] : [schema(`### Snapshot of ${feature} in channels of kind *${kind}*`, it)]
  })
