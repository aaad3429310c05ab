import { describe, expect, it } from 'vitest';
import { createDestination } from '../../src/domain/commands/create-destination.ts';
import { updateDestination } from '../../src/domain/commands/update-destination.ts';
import { isPrivateHost } from '../../src/domain/is-private-host.ts';
import {
  anyone,
  ask,
  creation,
  keeping,
  newState,
  refusals,
  srtCreation,
  withDestination,
} from './commands/ask.ts';

const hosts = [
  ...['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.20', '0.0.0.0'],
  ...[
    '169.254.169.254',
    '0xa9fea9fe',
    '100.64.0.1',
    'localhost',
    'a.localhost',
    'nas.local',
    'metadata.google.internal',
  ],
  ...[
    '[::1]',
    '[0:0::1]',
    '[::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[::ffff:10.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a00:1]',
    '[2002:a00:1::1]',
    '[2002:a9fe:a9fe::]',
    'instance-data',
    'instance-data.ec2.internal',
  ],
];
const publicHosts = [
  ...[
    '192.0.2.10',
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '169.253.0.1',
    'ingest.example.com',
    'local.example.com',
  ],
  ...['[2001:db8::1]', '[::ffff:8.8.8.8]', '[64:ff9b::808:808]', '[2002:808:808::1]'],
];
const url = (host: string) => `rtmp://${host}/app`;
const custom = { platform: 'CUSTOM', publicOnly: true } as const;

describe('a private address', () => {
  it.each(hosts)('%s is refused as a target where only public ones are allowed', (host) => {
    expect(isPrivateHost(host)).toBe(true);
    const make = createDestination(creation({ ...custom, url: url(host) }), anyone);
    expect(refusals(() => ask(newState(), make))).toEqual(['INVALID_URL url']);
  });

  it.each(publicHosts)('is not %s', (host) => {
    expect(isPrivateHost(host)).toBe(false);
    ask(newState(), createDestination(creation({ ...custom, url: url(host) }), anyone));
  });

  it('is refused as backup, as SRT receiver and on update, and taken where it is allowed', () => {
    const backup = creation({ ...custom, url: url('192.0.2.10'), backupUrl: url('10.0.0.1') });
    expect(refusals(() => ask(newState(), createDestination(backup, anyone)))).toEqual([
      'INVALID_URL backupUrl',
    ]);
    const srt = srtCreation({ publicOnly: true, url: 'srt://10.0.0.1:9000' });
    expect(refusals(() => ask(newState(), createDestination(srt, anyone)))).toEqual(['INVALID_URL url']);
    const { state } = withDestination();
    const edit = {
      id: 'd1',
      expectedVersion: null,
      apply: 'NEXT_START' as const,
      ...keeping,
      url: url('10.0.0.1'),
    };
    expect(refusals(() => ask(state, updateDestination({ ...edit, publicOnly: true }, anyone)))).toEqual([
      'INVALID_URL url',
    ]);
    expect(ask(state, updateDestination(edit, anyone)).changes).toHaveLength(1);
  });
});
