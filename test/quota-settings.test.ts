import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { quotaSettings } from '../src/quota-settings.ts';

it('takes every quota from the settings first, then from the local AWS, and leaves the rest to what AWS answers', () => {
  const local = { channels: 3, pushInputs: 4, outputsPerFlow: 5 };
  const { quotas } = readConfig({
    LUNORA_QUOTA_CHANNELS: '60',
    LUNORA_QUOTA_PUSH_INPUTS: '61',
    LUNORA_QUOTA_OUTPUTS_PER_FLOW: '62',
  });
  expect({ ...quotaSettings(quotas, () => local) }).toEqual({
    channels: 60,
    pushInputs: 61,
    outputsPerFlow: 62,
  });
  expect({ ...quotaSettings(readConfig({}).quotas, () => local) }).toEqual(local);
  expect(quotaSettings(readConfig({}).quotas, () => undefined).outputsPerFlow).toBeUndefined();
});
