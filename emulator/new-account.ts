import type { Account, EmulatorSettings, UndocumentedSettings } from './world.ts';

/** What the plans' account was granted: ten channels and push inputs; the rest are AWS's defaults. */
export const grantedSettings: EmulatorSettings = {
  timeScale: 0.05,
  quotas: { channels: 10, pushInputs: 10, flows: 20, outputsPerFlow: 50 },
  throttle: { perSecond: 20, burst: 40 },
  listLagMs: 0,
  undocumented: {
    stopWhileStarting: true,
    updateKeepsRole: false,
    audioSelectorsMustExist: false,
    disableManagedOutputs: true,
    requestIdMs: null,
    tombstoneMs: 600_000,
    pageSize: 20,
    mediaConnectThrottle: { perSecond: 5, burst: 30, describe: { perSecond: 30, burst: 30 } },
    quotaStatus: 429,
  },
};

/** The settings of a kept account, whatever version wrote them: what it does not name has today's default. */
export function restoredSettings(kept: Account['settings'], timeScale: number): EmulatorSettings {
  const { undocumented, ...named } = kept;
  const defaults = structuredClone(grantedSettings);
  return {
    ...defaults,
    ...named,
    quotas: { ...defaults.quotas, ...kept.quotas },
    throttle: { ...defaults.throttle, ...kept.throttle },
    undocumented: { ...defaults.undocumented, ...(isCurrent(undocumented) && undocumented) },
    timeScale,
  };
}

/** False for assumptions kept before tombstones had a setting: nobody chose them, and some have changed since. */
const isCurrent = (kept: Partial<UndocumentedSettings> | undefined): boolean =>
  kept?.tombstoneMs !== undefined;

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
