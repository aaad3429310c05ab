/** Says what is wrong with a value, or nothing. */
type Limit = (value: unknown) => string | undefined;

const atLeast =
  (least: number): Limit =>
  (value) =>
    typeof value === 'number' && value < least ? `must be at least ${least}` : undefined;

const within =
  (least: number, most: number): Limit =>
  (value) =>
    typeof value === 'number' && (value < least || value > most)
      ? `must be between ${least} and ${most}`
      : undefined;

const long =
  (least: number, most: number): Limit =>
  (value) =>
    typeof value === 'string' && (value.length < least || value.length > most)
      ? `must have ${least} to ${most} characters`
      : undefined;

const picture: Limit = (value) => {
  if (typeof value !== 'number') return undefined;
  if (!Number.isInteger(value) || value < 2) return 'must be a whole number of at least 2';
  return value % 2 === 0 ? undefined : 'must be even';
};

/** Limits that the schemas do not carry, by structure and wire member (SDK docs). */
export const limits: Readonly<Record<string, Limit>> = {
  'AacSettings.bitrate': atLeast(1_000),
  'AudioDescription.name': long(1, 255),
  'CreateChannelRequest.name': long(1, 255),
  'H264Settings.bitrate': atLeast(1_000),
  'H264Settings.framerateDenominator': atLeast(1),
  'H264Settings.framerateNumerator': atLeast(1),
  'H264Settings.maxBitrate': atLeast(1_000),
  'H265Settings.bitrate': within(100_000, 160_000_000),
  'HlsGroupSettings.segmentLength': atLeast(1),
  'Output.outputName': long(1, 255),
  'OutputGroup.name': long(0, 32),
  'RtmpGroupSettings.cacheLength': atLeast(30),
  'RtmpGroupSettings.restartDelay': atLeast(0),
  'RtmpOutputSettings.connectionRetryInterval': atLeast(1),
  'RtmpOutputSettings.numRetries': atLeast(0),
  'SrtOutputSettings.bufferMsec': within(0, 10_000),
  'SrtOutputSettings.latency': within(40, 16_000),
  'UpdateChannelRequest.name': long(1, 255),
  'VideoDescription.height': picture,
  'VideoDescription.name': long(1, 255),
  'VideoDescription.sharpness': within(0, 100),
  'VideoDescription.width': picture,
};
