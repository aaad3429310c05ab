import type { Entry, PlacedEvent } from '../domain/log.ts';
import type { Records, RecordType, Session } from '../domain/records.ts';
import { eventSk } from './keys.ts';

/** A row as it should be: a record's newest image, or null where it is gone. */
export interface Row {
  type: RecordType;
  id: string;
  record: Records[RecordType] | null;
  position: number;
  /** The place in the log where the record first appeared: rows are loaded in this order. */
  born: string;
}

export interface EndedSession {
  session: Session;
  position: number;
}

/** What the log says and the rows and history may not say yet: all after `appliedThrough`. */
export class Tail {
  readonly rows = new Map<string, Row>();
  readonly sessions = new Map<string, EndedSession>();
  events: PlacedEvent[] = [];
  private readonly born = new Map<string, string>();

  /** A record that was there before the tail begins. */
  remember(type: RecordType, id: string, born: string): void {
    this.born.set(`${type}#${id}`, born);
  }

  fold({ position, changes, events }: Entry): void {
    changes.forEach(({ type, id, record }, index) => {
      const key = `${type}#${id}`;
      const born = this.born.get(key) ?? eventSk({ position, index });
      if (record) this.born.set(key, born);
      else this.born.delete(key);
      this.rows.set(key, { type, id, record, position, born });
      if (type === 'session' && record?.endedAt) this.sessions.set(id, { session: record, position });
    });
    events.forEach((event, index) => {
      this.events.push({ ...event, position, index: changes.length + index });
    });
  }

  /** Rows and history show everything up to `through`. */
  forget(through: number): void {
    for (const [key, { position }] of this.rows) if (position <= through) this.rows.delete(key);
    for (const [id, { position }] of this.sessions) if (position <= through) this.sessions.delete(id);
    const kept = this.events.findIndex(({ position }) => position > through);
    this.events = kept === -1 ? [] : this.events.slice(kept);
  }
}
