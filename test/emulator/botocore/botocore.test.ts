import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateFlowCommand, DeleteFlowCommand } from '@aws-sdk/client-mediaconnect';
import { DeleteChannelCommand, DeleteInputCommand, DescribeChannelCommand } from '@aws-sdk/client-medialive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulatorClients, type EmulatorClients } from '../../_kit/emulator-clients.ts';
import { requirePython } from '../../_kit/require-python.ts';
import { requireTool } from '../../_kit/require-tool.ts';
import { createRtmpChannel } from '../../_kit/rtmp-channel.ts';
import { type AboutEmulator, type RunningProcess, startProcess } from '../../_kit/start-process.ts';
import { channelRequest } from '../medialive-kit.ts';

/*
 * Waiters and paginators as AWS ships them, with their default settings. They wait in real time, for which there is no
 * setting, so this file is slow; what they ask is asked side by side.
 */
const python = requirePython('boto3');
const cli = requireTool('aws', ['--version']);

let dataDir: string;
let emulator: RunningProcess;
let about: AboutEmulator;
let aws: EmulatorClients;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lunora-botocore-'));
  emulator = startProcess('emulator', dataDir);
  about = (await (await fetch(await emulator.serving)).json()) as AboutEmulator;
  aws = createEmulatorClients(about);
});

afterAll(async () => {
  aws[Symbol.dispose]();
  await emulator.kill();
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs a program with made-up credentials and nothing of the user's own settings. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NO_PROXY: '127.0.0.1',
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
    },
  });
  return stdout;
}

/** Runs the AWS CLI against the local AWS. */
const runCli = (service: 'medialive' | 'mediaconnect', ...args: string[]) =>
  run('aws', [service, ...args, '--endpoint-url', about.endpoints[service], '--output', 'json']);

describe.concurrent('clients made with botocore', () => {
  it.skipIf(!python)(
    'boto3: every waiter and paginator of channels, inputs and flows passes',
    async () => {
      const script = join(import.meta.dirname, 'waiters.py');
      const request = JSON.stringify({ ...channelRequest, RoleArn: about.seeded.mediaLiveRoleArn });
      const args = [script, about.endpoints.medialive, about.seeded.flowArn, request];
      const passed: unknown = JSON.parse(await run(python ?? '', args));
      // Older versions of boto3 do not page alerts.
      expect(passed).toEqual(
        expect.arrayContaining([
          'channel_created',
          'channel_deleted',
          'channel_running',
          'channel_stopped',
          'flow_active',
          'flow_deleted',
          'flow_standby',
          'input_attached',
          'input_deleted',
          'input_detached',
          'list_channels',
          'list_flows',
          'list_inputs',
        ]),
      );
    },
    120_000,
  );

  it.skipIf(!cli)(
    'the AWS CLI: its waits for what is deleted pass, and its lists are whole',
    async () => {
      const { flowArn, mediaLiveRoleArn: roleArn } = about.seeded;
      const channelId = await createRtmpChannel(aws.medialive, {
        name: 'cli',
        flowArn,
        roleArn,
        url: 'rtmp://live.example.com/app',
        streamName: 'fake-key',
      });
      await runCli('medialive', 'wait', 'channel-created', '--channel-id', channelId);
      const { InputAttachments = [] } = await aws.medialive.send(
        new DescribeChannelCommand({ ChannelId: channelId }),
      );
      const inputId = InputAttachments[0]?.InputId ?? '';

      const channels = await runCli('medialive', 'list-channels', '--page-size', '1');
      expect(idsOf(channels, 'Channels', 'Id')).toEqual(
        expect.arrayContaining([about.seeded.primaryChannelId, channelId]),
      );

      await aws.medialive.send(new DeleteChannelCommand({ ChannelId: channelId }));
      await runCli('medialive', 'wait', 'channel-deleted', '--channel-id', channelId);
      await aws.medialive.send(new DeleteInputCommand({ InputId: inputId }));
      await runCli('medialive', 'wait', 'input-deleted', '--input-id', inputId);

      const source = {
        Name: 's',
        Protocol: 'srt-listener',
        IngestPort: 5002,
        WhitelistCidr: '10.0.0.0/8',
      } as const;
      const { Flow } = await aws.mediaconnect.send(new CreateFlowCommand({ Name: 'cli', Source: source }));
      const flows = await runCli('mediaconnect', 'list-flows', '--page-size', '1');
      expect(idsOf(flows, 'Flows', 'FlowArn')).toEqual(expect.arrayContaining([flowArn, Flow?.FlowArn]));
      await aws.mediaconnect.send(new DeleteFlowCommand({ FlowArn: Flow?.FlowArn }));
      await runCli('mediaconnect', 'wait', 'flow-deleted', '--flow-arn', Flow?.FlowArn ?? '');
    },
    120_000,
  );
});

function idsOf(output: string, list: string, member: string): unknown[] {
  const read = JSON.parse(output) as Record<string, Record<string, unknown>[]>;
  return (read[list] ?? []).map((item) => item[member]);
}
