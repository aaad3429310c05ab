import type { Account, EmulatorSettings } from './world.ts';

/** What the plans' account was granted: ten channels and push inputs; the rest are AWS's defaults. */
export const grantedSettings: EmulatorSettings = {
  timeScale: 0.05,
  quotas: { channels: 10, pushInputs: 10, flows: 20, outputsPerFlow: 50 },
  throttle: { perSecond: 20, burst: 40 },
  listLagMs: 0,
  undocumented: {
    stopWhileStarting: false,
    disableManagedOutputs: true,
    requestIdMs: null,
    pageSize: 20,
    mediaConnectThrottle: null,
  },
};

export function newAccount(timeScale: number): Account {
  return {
    nextId: 3_714_710,
    channels: {},
    inputs: {},
    flows: {},
    tags: {},
    requestIds: {},
    platforms: [],
    pushFailures: {},
    settings: { ...structuredClone(grantedSettings), timeScale },
  };
}
