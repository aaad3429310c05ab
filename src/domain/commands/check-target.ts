import { isPrivateHost } from '../is-private-host.ts';
import type { DeliveryMode, Platform, Protocol } from '../records.ts';
import type { Hides } from '../redaction/hides.ts';
import { urlParts } from '../url-parts.ts';
import { checkUrl } from './check-url.ts';
import { platformIngest } from './platform-ingest.ts';
import { refuse } from './refuse.ts';

/** Where a destination pushes to, and how. */
export interface Target {
  protocol: Protocol;
  url: string;
  backupUrl: string | null;
}

interface TargetWish {
  platform: Platform;
  deliveryMode: DeliveryMode;
  protocol: Protocol | null;
  /** Null: the platform's own ingest. */
  url: string | null;
  backupUrl: string | null;
  hides: Hides;
}

const carried: Readonly<Partial<Record<DeliveryMode, readonly Protocol[]>>> = {
  DEDICATED_CHANNEL: ['RTMP', 'RTMPS'],
  FLOW_OUTPUT: ['SRT_CALLER'],
};

/**
 * A given address that may be in the network of whoever sends, where it could reach what is not for callers.
 * @throws Refusal INVALID_URL.
 */
export function checkArePublic({ url, backupUrl }: Pick<Target, 'url' | 'backupUrl'>): void {
  checkIsPublic('url', url);
  checkIsPublic('backupUrl', backupUrl);
}

function checkIsPublic(field: 'url' | 'backupUrl', url: string | null): void {
  const host = urlParts(url ?? '')?.host;
  if (host && isPrivateHost(host)) {
    throw refuse(
      'INVALID_URL',
      'This host is private. Give a public one, or allow private targets with LUNORA_PRIVATE_TARGETS=1.',
      field,
    );
  }
}

/** @throws Refusal DELIVERY_MODE_NOT_SUPPORTED. */
export function checkDeliveryMode(mode: DeliveryMode): void {
  if (!carried[mode]) {
    throw refuse('DELIVERY_MODE_NOT_SUPPORTED', `${mode} is not offered yet.`, 'deliveryMode');
  }
}

function whyUrl(platform: Platform, deliveryMode: DeliveryMode, protocol: Protocol | null): string {
  if (deliveryMode === 'FLOW_OUTPUT') return 'A flow output needs a url: srt://host:port.';
  if (platform === 'CUSTOM') return 'A CUSTOM destination needs a url, e.g. rtmp://host/app.';
  const offered = platformIngest(platform, null);
  return offered && protocol
    ? `${platform} publishes no ${protocol} address: give the url, or leave the protocol out.`
    : `${platform} gives each user an address of their own: give it as url.`;
}

/**
 * The protocol and URLs of a destination, the platform's own where none are given.
 * @throws Refusal PROTOCOL_NOT_SUPPORTED, URL_REQUIRED, INVALID_URL or KEY_IN_URL.
 */
export function checkTarget({ platform, deliveryMode, protocol, url, backupUrl, hides }: TargetWish): Target {
  const supported = carried[deliveryMode] ?? [];
  const unsupported = (asked: Protocol, field: string) =>
    refuse(
      'PROTOCOL_NOT_SUPPORTED',
      `${deliveryMode} carries ${supported.join(' and ')}, not ${asked}.`,
      field,
    );
  if (protocol !== null && !supported.includes(protocol)) throw unsupported(protocol, 'protocol');
  if (url === null) {
    const offer = deliveryMode === 'FLOW_OUTPUT' ? null : platformIngest(platform, protocol);
    if (!offer) {
      throw refuse('URL_REQUIRED', whyUrl(platform, deliveryMode, protocol), 'url');
    }
    return checkTarget({
      platform,
      deliveryMode,
      protocol: offer.protocol,
      url: offer.ingest.url,
      backupUrl,
      hides,
    });
  }

  const checked = checkUrl(url, 'url', hides);
  const spoken = checked.protocol;
  if (!supported.includes(spoken)) throw unsupported(spoken, 'url');
  if (protocol !== null && protocol !== spoken) {
    throw refuse(
      'INVALID_URL',
      `The protocol asked for is ${protocol}, but the URL speaks ${spoken}.`,
      'url',
    );
  }
  return { ...checked, backupUrl: checkBackup(backupUrl, deliveryMode, spoken, hides) };
}

function checkBackup(
  url: string | null,
  deliveryMode: DeliveryMode,
  spoken: Protocol,
  hides: Hides,
): string | null {
  if (url === null) return null;
  if (deliveryMode === 'FLOW_OUTPUT') {
    throw refuse('INVALID_URL', 'A flow output pushes to one place; there is no backup URL.', 'backupUrl');
  }
  const backup = checkUrl(url, 'backupUrl', hides);
  if (backup.protocol !== spoken) {
    throw refuse('INVALID_URL', 'The backup URL speaks the same protocol as the url.', 'backupUrl');
  }
  return backup.url;
}
