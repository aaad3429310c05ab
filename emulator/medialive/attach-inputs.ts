import type { Account, StoredChannel } from '../world.ts';
import { readChannelConfig } from './channel-config.ts';

/** Makes the inputs agree with what the channel attaches now. A DELETED channel attaches nothing. */
export function alignInputs({ inputs }: Account, channel: StoredChannel): void {
  const { inputAttachments } = readChannelConfig(channel.config);
  const wanted = new Set(channel.state === 'DELETED' ? [] : inputAttachments.map(({ inputId }) => inputId));
  for (const input of Object.values(inputs)) {
    if (!wanted.has(input.id) && input.attachedChannelId !== channel.id) continue;
    input.attachedChannelId = wanted.has(input.id) ? channel.id : null;
    const state = input.attachedChannelId === null ? 'DETACHED' : 'ATTACHED';
    if (input.state === 'CREATING') input.settling = { at: input.settling?.at ?? 0, to: state };
    else if (input.state !== 'DELETING' && input.state !== 'DELETED') input.state = state;
  }
}
