import type { UserError } from '../../domain/errors.ts';
import type { JudgedOrphan } from '../../domain/judge-orphan.ts';
import type { Channel, Destination, Flow, Preset, Token } from '../../domain/records.ts';
import type { Warning } from '../../domain/warning.ts';

/** What mutations answer with: records, and refusals a person can act on. */
interface Refusable {
  userErrors: readonly UserError[];
}

export interface DestinationPayload extends Refusable {
  destination: Destination | null;
  warnings: readonly Warning[];
}

export interface BulkResult extends Refusable {
  /** Global id, as asked for. */
  destinationId: string;
  destination: Destination | null;
  warnings: readonly Warning[];
}

export interface BulkPayload extends Refusable {
  results: readonly BulkResult[];
}

export interface PresetPayload extends Refusable {
  preset: Preset | null;
}

export interface FlowPayload extends Refusable {
  flow: Flow | null;
}

export interface ChannelPayload extends Refusable {
  channel: Channel | null;
}

export interface SyncPayload extends Refusable {
  observedAt: string | null;
}

export interface SweepOrphansPayload extends Refusable {
  dryRun: boolean;
  swept: readonly JudgedOrphan[];
  kept: readonly JudgedOrphan[];
}

export interface CreateTokenPayload extends Refusable {
  /** Global id. */
  tokenId: string | null;
  /** Shown once; null on a replay. */
  token: string | null;
}

export interface RevokeTokenPayload extends Refusable {
  /** Global id. */
  tokenId: string | null;
  /** Descendants that ended with it. */
  alsoRevoked: Token[];
}
