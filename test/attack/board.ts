import { setTimeout as pause } from 'node:timers/promises';
import { openEventStream } from '../_kit/event-stream.ts';
import type { Message } from '../_kit/messages.ts';
import { attackTokens, type Victim } from './start-victim.ts';

const question = `{
  system { aws { reachable lastError } }
  flow { id stale outputs { stale } }
  channels(first: 500) { nodes { id stale } }
  destinations(first: 500) { nodes { id name stale } }
}`;

interface Stale {
  stale: boolean;
}

export interface Board {
  system: { aws: { reachable: boolean; lastError: string | null } };
  flow: Stale & { id: string; outputs: Stale[] };
  channels: { nodes: (Stale & { id: string })[] };
  destinations: { nodes: (Stale & { id: string; name: string })[] };
}

/** What a page shows, asked with one query. */
export async function readBoard({ ask }: Victim): Promise<Board> {
  const { text } = await ask(question, attackTokens.viewer);
  return (JSON.parse(text) as { data: Board }).data;
}

/** By type, true where all of a board reads as stale, false where nothing does, else null. */
export function staleOn({ flow, channels, destinations }: Board): Record<BoardType, boolean | null> {
  const all = (records: Stale[]) => {
    const [first] = records;
    return first && records.every(({ stale }) => stale === first.stale) ? first.stale : null;
  };
  return {
    flow: all([flow, ...flow.outputs]),
    channel: all(channels.nodes),
    destination: all(destinations.nodes),
  };
}

export const boardTypes = ['flow', 'channel', 'destination'] as const;
export type BoardType = (typeof boardTypes)[number];

interface Change {
  kind: string;
  cursor: string;
  recordId: string | null;
  record: (Stale & { name: string }) | null;
}

/** Keeps the records of one type from a stream, over drops. @throws Error in `check` for what was told twice */
export class Follower {
  readonly created: string[] = [];
  private readonly records = new Map<string, Stale>();
  private readonly cursors = new Set<string>();
  private readonly faults: string[] = [];
  private cursor: string | null = null;
  private stream: Awaited<ReturnType<typeof openEventStream>> | null = null;
  private read = 0;

  constructor(
    private readonly victim: Victim,
    private readonly type: BoardType,
  ) {}

  async open(): Promise<void> {
    const query = `subscription ($after: Cursor) { change: ${this.type}Changed(after: $after) { kind cursor recordId record: ${this.type} { name stale } } }`;
    this.read = 0;
    this.stream = await openEventStream(this.victim.endpoint, attackTokens.viewer, query, {
      after: this.cursor,
    });
    if (this.cursor === null)
      await until('a snapshot is told', 30, async () => this.fold().includes('BOOKMARK'));
  }

  drop(): void {
    this.fold();
    this.stream?.stop();
    this.stream = null;
  }

  /** As `staleOn`, by what the stream told. */
  stale(): boolean | null {
    this.fold();
    const [first, ...others] = this.records.values();
    return first && others.every(({ stale }) => stale === first.stale) ? first.stale : null;
  }

  check(ids: readonly string[]): void {
    this.fold();
    const missing = ids.filter((id) => !this.records.has(id));
    if (this.records.size !== ids.length || missing.length > 0)
      this.faults.push(`${missing.length} are missing`);
    if (this.stream?.ended) this.faults.push(`it ended: ${String(this.stream.ended)}`);
    if (this.faults.length > 0) throw new Error(`${this.type}Changed: ${this.faults.join('; ')}`);
  }

  /** Takes in what came, and returns its kinds. */
  private fold(): string[] {
    const messages = this.stream?.all.slice(this.read) ?? [];
    this.read += messages.length;
    return messages.map((message) => this.keep(message));
  }

  private keep({ data, errors }: Message): string {
    const change = data?.['change'] as Change | undefined;
    if (!change) {
      this.faults.push(JSON.stringify(errors));
      return 'ERROR';
    }
    const { kind, cursor, recordId, record } = change;
    if (kind === 'RESYNC') this.records.clear();
    if (kind !== 'BOOKMARK' && this.cursors.has(cursor))
      this.faults.push(`${kind} ${recordId} is told twice`);
    this.cursors.add(cursor);
    this.cursor = cursor;
    if (kind === 'CREATED') this.created.push(record?.name ?? '');
    if (recordId && record) this.records.set(recordId, record);
    else if (recordId) this.records.delete(recordId);
    return kind;
  }
}

export async function readyz({ app }: Victim): Promise<{ status: number; reasons: string[] }> {
  const response = await fetch(`${app.url}/readyz`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  return { status: response.status, reasons };
}

export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > endsAt) throw new Error(`Not within ${seconds} s: ${what}.`);
    await pause(100);
  }
}
