import { aacBitrates } from './aac-bitrates.ts';

type Read = Readonly<Record<string, unknown>>;
interface Fault {
  member: string;
  errorMessage: string;
}

/** Returns a fault for every member that a control set to SPECIFIED needs and that is missing. */
const specified =
  (control: string, ...members: string[]) =>
  (read: Read): Fault[] =>
    read[control] === 'SPECIFIED'
      ? members
          .filter((member) => read[member] === undefined)
          .map((member) => ({ member, errorMessage: `is required when ${control} is SPECIFIED` }))
      : [];

/** In frames a GOP is a whole number of at least 1, in seconds anything above 0 (SDK docs). */
function checkGop({ gopSize, gopSizeUnits }: Read): Fault[] {
  if (typeof gopSize !== 'number') return [];
  if (gopSizeUnits === 'SECONDS') {
    return gopSize > 0 ? [] : [{ member: 'gopSize', errorMessage: 'must be greater than 0' }];
  }
  return Number.isInteger(gopSize) && gopSize >= 1
    ? []
    : [{ member: 'gopSize', errorMessage: 'must be a whole number of at least 1' }];
}

function checkAac(read: Read): Fault[] {
  const { bitrate, codingMode, profile, rateControlMode, sampleRate } = read;
  if (typeof bitrate !== 'number' || rateControlMode === 'VBR') return [];
  const range = aacBitrates(profile, codingMode, sampleRate);
  if (!range || (bitrate >= range.least && bitrate <= range.most)) return [];
  const { least, most } = range;
  const errorMessage = `must be between ${least} and ${most} for profile ${profile}, ${codingMode} and a sample rate of ${sampleRate}`;
  return [{ member: 'bitrate', errorMessage }];
}

/** Rules between the members of one structure, by structure (SDK docs; MediaLive user guide). */
export const structureRules: Readonly<Record<string, (read: Read) => Fault[]>> = {
  AacSettings: checkAac,
  Av1Settings: checkGop,
  H264Settings: (read) => [
    ...checkGop(read),
    ...specified('framerateControl', 'framerateNumerator', 'framerateDenominator')(read),
    ...specified('parControl', 'parNumerator', 'parDenominator')(read),
  ],
  H265Settings: checkGop,
  Mpeg2Settings: checkGop,
};
