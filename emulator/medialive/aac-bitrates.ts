export interface BitrateRange {
  least: number;
  most: number;
}

type BySampleRate = Readonly<Record<number, readonly [least: number, most: number]>>;

/** Bits per second by profile, coding mode and sample rate, as far as they are known (MediaLive user guide). */
const table: Readonly<Record<string, BySampleRate>> = {
  'HEV1 CODING_MODE_1_0': {
    22050: [8_000, 12_000],
    24000: [8_000, 12_000],
    32000: [12_000, 64_000],
    44100: [18_000, 64_000],
    48000: [18_000, 64_000],
  },
  'LC CODING_MODE_1_0': {
    8000: [8_000, 14_000],
    12000: [8_000, 14_000],
    16000: [8_000, 28_000],
    22050: [24_000, 28_000],
    24000: [24_000, 28_000],
    32000: [32_000, 192_000],
    44100: [56_000, 256_000],
    48000: [56_000, 288_000],
    88200: [288_000, 288_000],
    96000: [128_000, 288_000],
  },
  'LC CODING_MODE_2_0': {
    8000: [16_000, 20_000],
    12000: [16_000, 20_000],
    16000: [16_000, 32_000],
    22050: [32_000, 32_000],
    24000: [32_000, 32_000],
    32000: [40_000, 384_000],
    44100: [64_000, 512_000],
    48000: [64_000, 576_000],
  },
};

/** Returns the valid constant bitrates of AAC, or null for a combination that is not in the table. */
export function aacBitrates(profile: unknown, codingMode: unknown, sampleRate: unknown): BitrateRange | null {
  const range = table[`${String(profile)} ${String(codingMode)}`]?.[Number(sampleRate)];
  return range ? { least: range[0], most: range[1] } : null;
}
