import type { Account } from '../world.ts';
import {
  type ChannelConfig,
  type EncoderSettings,
  type OutputGroup,
  readChannelConfig,
  referenceOf,
} from './channel-config.ts';
import { checkDestinations, checkKind } from './check-destinations.ts';
import { type Flaw, isRoleArn, type Report, roleNotTrusted } from './refusals.ts';

/** Pure: everything about a channel that MediaLive would answer with 422, beyond its mere shape. */
export function checkChannel(
  config: Record<string, unknown>,
  account: Account,
  channelId: string | null,
): Flaw[] {
  const flaws: Flaw[] = [];
  const report: Report = (elementPath, errorMessage) => flaws.push({ elementPath, errorMessage });
  const read = readChannelConfig(config);
  if (read.roleArn !== undefined && !isRoleArn(read.roleArn)) report('/roleArn', roleNotTrusted);
  checkDestinations(read, report);
  checkInputs(read, account, channelId, report);
  checkEncoder(read, report);
  if (account.settings.undocumented.audioSelectorsMustExist) checkAudioSelectors(read, report);
  return flaws;
}

function checkInputs(
  { inputAttachments, channelClass }: ChannelConfig,
  { inputs }: Account,
  channelId: string | null,
  report: Report,
): void {
  if (inputAttachments.length === 0) report('/inputAttachments', 'must have at least one input');
  if (inputAttachments.length > 20) report('/inputAttachments', 'must have at most 20 inputs');
  const ids = inputAttachments.map(({ inputId }) => inputId);
  for (const [index, inputId] of ids.entries()) {
    const path = `/inputAttachments/${index}/inputId`;
    const input = Object.values(inputs).find(({ id }) => id === inputId);
    if (!input || input.state === 'DELETED' || input.state === 'DELETING') {
      report(path, `The input ${inputId ?? ''} does not exist`);
    } else if (ids.indexOf(inputId) < index) {
      report(path, `The input ${inputId} is attached twice`);
    } else if (input.attachedChannelId !== null && input.attachedChannelId !== channelId) {
      report(path, `The input ${inputId} is attached to another channel`);
    } else if (channelClass === 'STANDARD' && input.config['inputClass'] !== 'STANDARD') {
      report(path, 'A channel of class STANDARD requires inputs of class STANDARD');
    }
  }
}

function checkEncoder(config: ChannelConfig, report: Report): void {
  const { encoderSettings } = config;
  if (!encoderSettings) {
    report('/encoderSettings', 'is required');
    return;
  }
  const { audioDescriptions, videoDescriptions, outputGroups } = encoderSettings;
  const names = [audioDescriptions, videoDescriptions].map((list) => list.map(({ name }) => name));
  const [audios = [], videos = []] = names;
  reportRepeated(audios, '/encoderSettings/audioDescriptions', report);
  reportUnused(encoderSettings, report);
  reportRepeated(videos, '/encoderSettings/videoDescriptions', report);
  if (outputGroups.length === 0)
    report('/encoderSettings/outputGroups', 'must have at least one output group');
  const outputNames = new Set<string>();
  for (const [index, group] of outputGroups.entries()) {
    const path = `/encoderSettings/outputGroups/${index}`;
    if (group.outputs.length === 0) report(`${path}/outputs`, 'must have at least one output');
    checkReference(group.outputGroupSettings, `${path}/outputGroupSettings`, config, report);
    for (const [at, output] of group.outputs.entries()) {
      const outputPath = `${path}/outputs/${at}`;
      const { outputName, videoDescriptionName: video, audioDescriptionNames } = output;
      if (video !== undefined && !videos.includes(video)) {
        report(`${outputPath}/videoDescriptionName`, `There is no video description named ${video}`);
      }
      for (const audio of audioDescriptionNames.filter((name) => !audios.includes(name))) {
        report(`${outputPath}/audioDescriptionNames`, `There is no audio description named ${audio}`);
      }
      if (outputName && outputNames.has(outputName)) report(`${outputPath}/outputName`, 'is used twice');
      if (outputName) outputNames.add(outputName);
      checkOutput(group, output, outputPath, config, report);
    }
  }
}

function checkOutput(
  group: OutputGroup,
  output: OutputGroup['outputs'][number],
  path: string,
  config: ChannelConfig,
  report: Report,
): void {
  const groupKind = Object.keys(group.outputGroupSettings)[0]?.replace(/GroupSettings$/, '');
  const outputKind = Object.keys(output.outputSettings)[0]?.replace(/OutputSettings$/, '');
  if (groupKind !== outputKind) {
    report(`${path}/outputSettings`, `must suit a group of kind ${groupKind ?? 'none'}`);
    return;
  }
  checkReference(output.outputSettings, `${path}/outputSettings`, config, report);
  if (groupKind !== 'rtmp') return;
  if (!output.videoDescriptionName && output.audioDescriptionNames.length === 0) {
    report(path, 'must have a video or an audio description');
  }
  if (output.audioDescriptionNames.length > 1) {
    report(`${path}/audioDescriptionNames`, 'RTMP carries one audio description');
  }
  checkPush(referenceOf(output.outputSettings)?.id, config, report);
}

function checkPush(id: string | undefined, { destinations }: ChannelConfig, report: Report): void {
  const at = destinations.findIndex((destination) => destination.id === id);
  for (const [index, { url = '', streamName = '' }] of (destinations[at]?.settings ?? []).entries()) {
    const settingPath = `/destinations/${at}/settings/${index}`;
    if (!/^rtmps?:\/\/[^/]+\/.+/.test(url)) report(`${settingPath}/url`, 'must be an rtmp or rtmps URL');
    if (streamName === '') report(`${settingPath}/streamName`, 'is required for RTMP');
  }
}

function checkReference(
  settings: Readonly<Record<string, unknown>>,
  path: string,
  config: ChannelConfig,
  report: Report,
): void {
  const kinds = Object.keys(settings);
  if (kinds.length !== 1) {
    report(path, 'must have exactly one kind of settings');
    return;
  }
  const reference = referenceOf(settings);
  if (!reference) return;
  const { destinations } = config;
  const at = destinations.findIndex(({ id }) => id === reference.id);
  const destination = destinations[at];
  if (destination) checkKind(destination, at, reference.kind, config, report);
  else {
    const text = `Object references undefined destination "${reference.id}"`;
    report(`${path}/${reference.kind}/destination/destinationRefId`, text);
  }
}

function reportRepeated(names: readonly string[], path: string, report: Report): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) report(`${path}/${index}/name`, `${name} is used twice`);
  }
}

/** An audio description that no output carries is refused by AWS. */
function reportUnused({ audioDescriptions, outputGroups }: EncoderSettings, report: Report): void {
  const used = outputGroups.flatMap(({ outputs }) =>
    outputs.flatMap(({ audioDescriptionNames }) => audioDescriptionNames),
  );
  for (const [index, { name }] of audioDescriptions.entries()) {
    if (used.includes(name)) continue;
    const text = `Audio description "${name}" is not referenced by any output`;
    report(`/encoderSettings/audioDescriptions/${index}`, text);
  }
}

/** `Default` needs no selector. */
function checkAudioSelectors({ encoderSettings, inputAttachments }: ChannelConfig, report: Report): void {
  const selectors = inputAttachments.flatMap(({ inputSettings }) => inputSettings?.audioSelectors ?? []);
  for (const [index, { audioSelectorName }] of (encoderSettings?.audioDescriptions ?? []).entries()) {
    if (audioSelectorName === undefined || audioSelectorName === 'Default') continue;
    if (selectors.some(({ name }) => name === audioSelectorName)) continue;
    const path = `/encoderSettings/audioDescriptions/${index}/audioSelectorName`;
    report(path, `There is no audio selector named ${audioSelectorName}`);
  }
}
