import type { SimAws } from './sim-aws.ts';

/** The destination that a call is for, from what it names; null where it is for none. */
export function ownerOf(
  { world: { account } }: SimAws,
  params: Record<string, string>,
  body: Record<string, unknown>,
): string | null {
  const tags = body['tags'] as Record<string, string> | undefined;
  if (tags?.['lunora:destination']) return tags['lunora:destination'];
  const requestId = body['requestId'];
  if (typeof requestId === 'string') return requestId.split(':')[0] ?? null;
  const id = params['ChannelId'] ?? params['InputId'];
  if (id) {
    const arn = (account.channels[id] ?? account.inputs[id])?.arn ?? '';
    return account.tags[arn]?.['lunora:destination'] ?? null;
  }
  const outputs = body['outputs'] as { name?: string }[] | undefined;
  const arn = params['OutputArn'] ?? params['ResourceArn'];
  const name =
    outputs?.[0]?.name ??
    Object.values(account.flows)
      .flatMap((flow) => flow.outputs)
      .find((output) => output.arn === arn)?.name;
  const [lunora, installation, destinationId] = name?.split('-') ?? [];
  return lunora === 'lunora' && installation === 'sim' ? (destinationId ?? null) : null;
}
