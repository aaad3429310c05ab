import { ListChannelsCommand } from '@aws-sdk/client-medialive';
import { systemClock } from '../../src/clock.ts';
import { findConsequences } from '../../src/domain/find-consequences.ts';
import { createStore } from '../../src/store/create-store.ts';
import { createMemoryTable } from '../../src/store/memory-table.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { createFastClock } from '../_kit/fast-clock.ts';
import { startTestApp } from '../_kit/start-app.ts';
import type { Attack } from './attack.ts';
import { until } from './until.ts';

const installationId = 'shows';
const speed = 60;

interface Orphan {
  onAir: boolean;
  reasonCode: string;
  graceEndsAt: string | null;
}

/** A show is on air; then its table is an empty one of the same installation, as after a bad restore. It stays on air. */
export const attack: Attack = async ({ long }) => {
  const show = await startTestApp({ settings: { LUNORA_INSTALLATION_ID: installationId } });
  try {
    const count = long ? 8 : 2;
    for (let n = 0; n < count; n += 1) {
      const name = JSON.stringify(`Stage ${n}`);
      await show.query(
        `mutation { createDestination(input: { name: ${name}, platform: YOUTUBE, streamKey: "fake-key-${n}-abcdefgh" }) { userErrors { code } } }`,
      );
    }
    await show.query('mutation { startDestinations(input: { all: true }) { userErrors { code } } }');
    const { emulator } = show;
    // Fast time asks often; the throttle keeps AWS's own pace.
    await emulator.settings({ throttle: { perSecond: 10_000, burst: 10_000 } });
    using aws = createEmulatorClients(emulator);
    const running = async () => {
      const { Channels = [] } = await aws.medialive.send(new ListChannelsCommand({}));
      return Channels.filter(
        ({ State, Tags }) => State === 'RUNNING' && Tags?.['lunora:installation'] === installationId,
      ).length;
    };
    await until(async () => (await running()) === count);
    await show.app.close();

    const table = createMemoryTable();
    const empty = await createStore({
      table,
      installationId,
      clock: systemClock,
      consequences: findConsequences,
    });
    await empty.close();
    const clock = createFastClock(speed);
    await using amnesiac = await startTestApp({
      table,
      settings: { LUNORA_INSTALLATION_ID: installationId },
      awsBehind: () => emulator,
      overrides: { clock },
    });
    const orphans = async () =>
      (await amnesiac.query<{ orphans: Orphan[] }>('{ orphans { onAir reasonCode graceEndsAt } }')).orphans;
    await until(
      async () => (await orphans()).filter(({ reasonCode }) => reasonCode === 'NOT_RECORDED').length >= count,
    );
    // Two more sweeps, which come once a minute.
    const later = clock.now() + (long ? 3_600_000 : 180_000);
    await until(async () => clock.now() > later);
    const left = await running();
    if (left !== count) throw new Error(`Of ${count} channels on air, ${left} still run.`);
    const onAir = (await orphans()).filter((orphan) => orphan.onAir).length;
    return { name: 'empty table', figures: { onAirBefore: count, onAirAfter: left, reportedOnAir: onAir } };
  } finally {
    await show.close().catch(() => {});
  }
};
