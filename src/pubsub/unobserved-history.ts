import { allObserved, type UnobservedParts, unobservedMark } from '../domain/unobserved-parts.ts';

const keptMarks = 64;

/** Which parts of AWS are not observed now and, by the marks that cursors carry, were not observed lately. */
export class UnobservedHistory {
  current: UnobservedParts = allObserved;
  /** Stands for `current`; 0: all is observed. */
  mark = 0;
  /** How often that changed. */
  changes = 0;
  private readonly byMark = new Map<number, UnobservedParts>();

  /** False if nothing differs. */
  set(parts: UnobservedParts): boolean {
    const mark = unobservedMark(parts);
    if (mark === this.mark) return false;
    this.current = parts;
    this.mark = mark;
    this.changes += 1;
    this.byMark.delete(mark);
    this.byMark.set(mark, parts);
    const [oldest] = this.byMark.keys();
    if (this.byMark.size > keptMarks && oldest !== undefined) this.byMark.delete(oldest);
    return true;
  }

  /** Null where another process made the mark, or this one too long ago. */
  partsOf(mark: number): UnobservedParts | null {
    return mark === 0 ? allObserved : (this.byMark.get(mark) ?? null);
  }
}
