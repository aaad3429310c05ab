import type { World } from '../world.ts';

type Quotas = World['account']['settings']['quotas'];

export interface QuotaEntry {
  code: string;
  name: string;
  adjustable: boolean;
  /** The applied value, from what the account allows at present. */
  value(quotas: Quotas): number;
}

const fixed = (value: number) => () => value;

/** Quotas with AWS's codes and names, by service code. Those that the account's settings do not name have AWS's defaults. */
export const quotaTable: Readonly<Record<string, { serviceName: string; quotas: readonly QuotaEntry[] }>> = {
  medialive: {
    serviceName: 'AWS Elemental MediaLive',
    quotas: [
      { code: 'L-3FDA265B', name: 'CDI Channels', adjustable: true, value: fixed(2) },
      { code: 'L-D1AFAF75', name: 'Channels', adjustable: true, value: ({ channels }) => channels },
      { code: 'L-BDF24E14', name: 'Device Inputs', adjustable: true, value: fixed(100) },
      { code: 'L-05A796F2', name: 'HEVC Channels', adjustable: true, value: fixed(5) },
      { code: 'L-6A0116BB', name: 'Input Security Groups', adjustable: true, value: fixed(5) },
      {
        code: 'L-FBCE2FC3',
        name: 'MediaConnect Inputs',
        adjustable: true,
        value: ({ pushInputs }) => pushInputs,
      },
      { code: 'L-8B49C5C1', name: 'Multiplexes', adjustable: true, value: fixed(2) },
      { code: 'L-4D7207DE', name: 'Pull Inputs', adjustable: true, value: fixed(100) },
      { code: 'L-9E233AF7', name: 'Push Inputs', adjustable: true, value: ({ pushInputs }) => pushInputs },
      { code: 'L-1F6E2FAF', name: 'Reservations', adjustable: true, value: fixed(50) },
      { code: 'L-DDE858F0', name: 'UHD Channels', adjustable: true, value: fixed(1) },
      { code: 'L-68E02936', name: 'VPC Inputs', adjustable: true, value: fixed(50) },
    ],
  },
  mediaconnect: {
    serviceName: 'AWS Elemental MediaConnect',
    quotas: [
      { code: 'L-F1F62F5D', name: 'Entitlements', adjustable: false, value: fixed(50) },
      { code: 'L-A99016A8', name: 'Flows', adjustable: true, value: ({ flows }) => flows },
      {
        code: 'L-CB77E87E',
        name: 'Outputs',
        adjustable: false,
        value: ({ outputsPerFlow }) => outputsPerFlow,
      },
    ],
  },
};
