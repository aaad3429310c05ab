import { setTimeout as pause } from 'node:timers/promises';
import { MediaConnectClient } from '@aws-sdk/client-mediaconnect';
import { MediaLiveClient } from '@aws-sdk/client-medialive';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createManualClock } from '../_kit/manual-clock.ts';

/** Whom the conformance tests speak to. */
export interface ConformanceTarget {
  name: string;
  onEmulator: boolean;
  medialive: MediaLiveClient;
  mediaconnect: MediaConnectClient;
  /** A role that MediaLive may assume, with access to MediaConnect. */
  roleArn: string;
  /** How long one test may take. */
  patienceMs: number;
  /** Looks until it sees what is awaited. */
  until<T>(look: () => Promise<T>, awaited: (seen: T) => boolean): Promise<T>;
  /** Lets time pass, so that no call of before counts towards the throttle. */
  quiet(): void;
  close(): Promise<void>;
}

const lookEveryMs = 5_000;
/** AWS's own waiters give up after ten minutes at most. */
const longestMs = 600_000;

/** The local AWS, or the real one where LUNORA_CONFORMANCE_AWS=1 asks for it. */
export function openConformanceTarget(): Promise<ConformanceTarget> {
  return process.env['LUNORA_CONFORMANCE_AWS'] === '1' ? openAws() : openEmulator();
}

async function openEmulator(): Promise<ConformanceTarget> {
  const clock = createManualClock();
  const emulator = await startEmulator({ clock, timeScale: 1 });
  const aws = createEmulatorClients(emulator);
  return {
    name: 'the local AWS',
    onEmulator: true,
    medialive: aws.medialive,
    mediaconnect: aws.mediaconnect,
    roleArn: emulator.seeded.mediaLiveRoleArn,
    patienceMs: 30_000,
    until: (look, awaited) => lookUntil(look, awaited, async () => clock.advance(lookEveryMs)),
    quiet: () => clock.advance(60_000),
    async close() {
      aws[Symbol.dispose]();
      await emulator.close();
    },
  };
}

async function openAws(): Promise<ConformanceTarget> {
  const roleArn = process.env['LUNORA_MEDIALIVE_ROLE_ARN'];
  if (!roleArn) throw new Error('LUNORA_MEDIALIVE_ROLE_ARN must name a role that MediaLive may assume.');
  process.stdout.write('Not tried at AWS: the throttle, and what only the control surface can cause.\n');
  const [medialive, mediaconnect] = [new MediaLiveClient({}), new MediaConnectClient({})];
  return {
    name: 'AWS',
    onEmulator: false,
    medialive,
    mediaconnect,
    roleArn,
    patienceMs: 2 * longestMs,
    until: (look, awaited) => lookUntil(look, awaited, () => pause(lookEveryMs)),
    quiet() {},
    async close() {
      medialive.destroy();
      mediaconnect.destroy();
    },
  };
}

async function lookUntil<T>(
  look: () => Promise<T>,
  awaited: (seen: T) => boolean,
  wait: () => Promise<void>,
): Promise<T> {
  let seen = await look();
  for (let waitedMs = 0; !awaited(seen); waitedMs += lookEveryMs) {
    if (waitedMs >= longestMs) throw new Error(`Waited in vain; last seen: ${JSON.stringify(seen)}`);
    await wait();
    seen = await look();
  }
  return seen;
}
