import type { Config } from './config.ts';
import type { DataFolder } from './data-folder.ts';
import type { Gateways } from './open-gateways.ts';

export interface FoundingDeps {
  config: Pick<Config, 'aws' | 'found' | 'table' | 'installationId'>;
  /** Null where there is none. */
  folder: Pick<DataFolder, 'path' | 'read'> | null;
  gateways: Gateways;
}

/** The file of a data folder that says which installation its table holds. */
export const installationFile = 'installation';

/**
 * Checks that a table without an installation may become one. An empty table is a lost or mistyped one far more often
 * than a new one, and what it does not know runs on at AWS.
 * @throws Error that says what to do
 */
export async function checkFounding({ config, folder, gateways }: FoundingDeps): Promise<void> {
  const { aws, found, table, installationId } = config;
  const lost = await folder?.read(installationFile);
  if (folder && lost) {
    throw new Error(
      `LUNORA_DATA_DIR: ${folder.path} holds the installation ${lost}, but its table is empty. ` +
        'Restore the folder from a backup, or set another folder to start anew.',
    );
  }
  if (aws === 'aws' && !found) {
    throw new Error(
      `LUNORA_TABLE: the table ${table} holds no installation. Check the name and AWS_REGION. ` +
        'To found a new installation in it, start once with LUNORA_FOUND=1.',
    );
  }
  if (installationId === null) return;
  // One look that shows nothing is not enough.
  const left = (await countTagged(gateways, installationId)) || (await countTagged(gateways, installationId));
  if (left === 0) return;
  throw new Error(
    `LUNORA_INSTALLATION_ID: AWS has ${left} resources of the installation ${installationId}, and the table ${table} ` +
      'knows none of them. Name its table with LUNORA_TABLE, restore it from a backup, or found one with another id.',
  );
}

async function countTagged({ mediaLive, mediaConnect }: Gateways, installationId: string): Promise<number> {
  const [channels, inputs, flows] = await Promise.all([
    mediaLive.listChannels(),
    mediaLive.listInputs(),
    mediaConnect.listFlows(),
  ]);
  const tagged = [...channels, ...inputs].filter((one) => one.tags['lunora:installation'] === installationId);
  let outputs = 0;
  for (const { arn } of flows) {
    const flow = await mediaConnect.describeFlow(arn);
    outputs += (flow?.outputs ?? []).filter(({ name }) =>
      name.startsWith(`lunora-${installationId}-`),
    ).length;
  }
  return tagged.length + outputs;
}
