import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClosers } from '../../src/closers.ts';
import { createDynamoTable } from '../../src/store/dynamo-table.ts';
import { createEmulatorClients } from '../_kit/emulator-clients.ts';
import { controlOf } from '../_kit/emulator-control.ts';
import { createRandom } from '../_kit/seeded-random.ts';
import { startProcess } from '../_kit/start-process.ts';
import { type Killed, killOne } from './kill-one.ts';
import { plantForeign } from './plant-foreign.ts';
import { createKilledLunora } from './start-lunora.ts';

const timeScale = '0.02';

/**
 * Two installations share one AWS account, the local one, which is not killed. Each is killed `kills / 2` times at random
 * instants while it is operated. What AWS holds in the end is theirs, or somebody else's and as it was.
 */
export async function killOften(kills: number, seed: number, say: (line: string) => void): Promise<Killed[]> {
  const closers = createClosers();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'lunora-kills-'));
    closers.add(() => rm(folder, { recursive: true, force: true }));
    const emulator = startProcess('emulator', folder, { LUNORA_TIME_SCALE: timeScale });
    closers.add(() => emulator.kill());
    const control = controlOf(await emulator.serving);
    const about = await control.about();
    const aws = createEmulatorClients(about, 5);
    closers.add(() => aws[Symbol.dispose]());
    await control.settings({
      // Both installations feed from one flow; a slow machine has many destinations at once.
      quotas: { channels: 40, pushInputs: 40, outputsPerFlow: 400 },
      throttle: { perSecond: 60, burst: 120 },
    });
    const readForeign = await plantForeign(aws, about);
    const before = await readForeign();
    // Answers that take a while, so that many a kill falls between a deed and its answer.
    await control.fault({ kind: 'delay', probability: 0.3, delayMs: 600 });

    let done = 0;
    const onKill = () => {
      done += 1;
      if (done % 5 === 0 || done === kills) say(`${done} of ${kills} kills`);
    };
    const labels = ['north', 'south'];
    let moving = labels.length;
    let allRest = () => {};
    const resting = new Promise<void>((resolve) => {
      allRest = resolve;
    });
    const atRest = () => {
      moving -= 1;
      if (moving === 0) allRest();
      return resting;
    };
    const installations = labels.map(async (label, n) => {
      const tidy = n === 1;
      const settings = {
        ...{ LUNORA_TIME_SCALE: timeScale, LUNORA_QUOTA_CHANNELS: '40', LUNORA_QUOTA_PUSH_INPUTS: '40' },
        LUNORA_QUOTA_OUTPUTS_PER_FLOW: '400',
        ...(tidy ? { LUNORA_IDLE_CLEANUP_MINUTES: '0' } : { LUNORA_SQS_URL: about.seeded.queueUrl }),
      };
      const tableName = `lunora-${label}`;
      const lunora = await createKilledLunora(about, join(folder, label), tableName, settings);
      closers.add(() => lunora.kill());
      return killOne({
        ...{ lunora, label, tidy, aws, onKill, atRest },
        kills: n === 0 ? Math.ceil(kills / 2) : Math.floor(kills / 2),
        random: createRandom(seed * 2 + n),
        table: createDynamoTable({ client: aws.dynamodb, tableName }),
        flowArn: about.seeded.flowArn,
      });
    });
    const killed = await Promise.all(installations);
    const after = await readForeign();
    if (after !== before) killed[0]?.troubles.push(`what is others' was ${before} and is ${after}`);
    return killed;
  } finally {
    await closers.close();
  }
}
