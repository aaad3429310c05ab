import { expect, it } from 'vitest';
import { readSettings } from '../../emulator/settings.ts';

it('has a default for every setting', () => {
  expect(readSettings({})).toEqual({
    port: 4010,
    tablePort: 4011,
    dataDir: '.lunora',
    timeScale: 0.05,
    video: false,
    region: 'us-east-1',
    sources: { allowedHosts: [], allowedOrigins: [] },
  });
});

it('reads what is set', () => {
  const settings = readSettings({
    LUNORA_EMULATOR_PORT: '5010',
    LUNORA_TABLE_PORT: '0',
    LUNORA_DATA_DIR: '/data',
    LUNORA_TIME_SCALE: '0',
    LUNORA_VIDEO: '1',
    AWS_REGION: 'eu-west-1',
    LUNORA_ALLOWED_HOSTS: 'aws, 192.168.1.20',
    LUNORA_ALLOWED_ORIGINS: 'https://board.example',
  });
  expect(settings).toEqual({
    port: 5010,
    tablePort: 0,
    dataDir: '/data',
    timeScale: 0,
    video: true,
    region: 'eu-west-1',
    sources: { allowedHosts: ['aws', '192.168.1.20'], allowedOrigins: ['https://board.example'] },
  });
});

it('takes a variable set to nothing for one that is not set', () => {
  expect(readSettings({ LUNORA_TIME_SCALE: '', LUNORA_EMULATOR_PORT: '', LUNORA_VIDEO: '' })).toEqual(
    readSettings({}),
  );
});

it.each([
  ['LUNORA_EMULATOR_PORT', 'http', 'must be a port number'],
  ['LUNORA_EMULATOR_PORT', '70000', 'must be a port number'],
  ['LUNORA_TABLE_PORT', '-1', 'must be a port number'],
  ['LUNORA_TIME_SCALE', 'fast', 'must be a number from 0 to 100'],
  ['LUNORA_TIME_SCALE', '-1', 'must be a number from 0 to 100'],
  ['LUNORA_VIDEO', 'perhaps', 'must be 1 or 0'],
  ['LUNORA_ALLOWED_ORIGINS', 'board.example', 'must be origins, such as https://board.example'],
  ['LUNORA_ALLOWED_HOSTS', 'http://phone', 'must be host names or addresses, without a port'],
])('says that %s cannot be %s: it %s', (name, value, why) => {
  expect(() => readSettings({ [name]: value })).toThrow(`${name}: ${why}`);
});

it('refuses an unknown setting with the nearest name, and ignores those of other programs', () => {
  expect(() => readSettings({ LUNORA_EMULATOR_PROT: '1' })).toThrow(
    'LUNORA_EMULATOR_PROT: no such setting. Did you mean LUNORA_EMULATOR_PORT?',
  );
  expect(readSettings({ LUNORA_ADMIN_TOKEN: 'fake-admin-token-0000' })).toEqual(readSettings({}));
});

it('names every bad setting at once', () => {
  const bad = {
    NODE_ENV: 'production',
    LUNORA_VIDEO: 'perhaps',
    LUNORA_TIME_SCALE: 'fast',
    LUNORA_TIEM: '1',
  };
  expect(() => readSettings(bad)).toThrow(
    /^LUNORA_TIEM: .*\nLUNORA_TIME_SCALE: .*\nLUNORA_VIDEO: .*\nNODE_ENV: /,
  );
});

it('refuses to run in production', () => {
  expect(() => readSettings({ NODE_ENV: 'production' })).toThrow('NODE_ENV=production');
});
