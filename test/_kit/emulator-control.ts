import { ListChannelsCommand, ListInputsCommand } from '@aws-sdk/client-medialive';
import { createEmulatorClients } from './emulator-clients.ts';
import type { AboutEmulator } from './start-process.ts';

/** The control surface of a local AWS in another process. */
export function controlOf(url: string) {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (await response.json()) as T;
  }
  return {
    about: () => call<AboutEmulator>('GET', ''),
    fault: (fault: object) => call('POST', '/faults', fault),
    settings: (patch: object) => call('PATCH', '/settings', patch),
    /** How many calls of one operation were received so far. */
    async count(operation: string) {
      const calls = await call<{ operation: string }[]>('GET', '/calls');
      return calls.filter((each) => each.operation === operation).length;
    },
  };
}

export type EmulatorControl = ReturnType<typeof controlOf>;

/** The channels and inputs that AWS has besides the primary ones. */
export async function madeAtAws(control: EmulatorControl) {
  const about = await control.about();
  using aws = createEmulatorClients(about);
  const { Channels = [] } = await aws.medialive.send(new ListChannelsCommand({ MaxResults: 1_000 }));
  const { Inputs = [] } = await aws.medialive.send(new ListInputsCommand({ MaxResults: 1_000 }));
  const primary = about.seeded.primaryChannelId;
  return {
    channels: Channels.filter(({ Id, State }) => Id !== primary && State !== 'DELETED').map(
      ({ State }) => State,
    ),
    inputs: Inputs.filter(
      ({ AttachedChannels, State }) => !AttachedChannels?.includes(primary) && State !== 'DELETED',
    ).map(({ State }) => State),
  };
}
