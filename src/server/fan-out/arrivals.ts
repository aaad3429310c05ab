import type { Member, Standing } from './member.ts';

/** Members who wait for the group to reach the position they are at. */
export class Arrivals {
  private readonly byPosition = new Map<number, Map<Member, Standing>>();

  get isEmpty(): boolean {
    return this.byPosition.size === 0;
  }

  add(position: number, member: Member, standing: Standing): void {
    const others = this.byPosition.get(position);
    if (others) others.set(member, standing);
    else this.byPosition.set(position, new Map([[member, standing]]));
  }

  remove(member: Member): void {
    for (const [position, members] of this.byPosition) {
      if (members.delete(member) && members.size === 0) this.byPosition.delete(position);
    }
  }

  /** Removes those who are at this position, and returns them. */
  takeAt(position: number): Iterable<[Member, Standing]> {
    const members = this.byPosition.get(position) ?? [];
    this.byPosition.delete(position);
    return members;
  }

  /** Removes everyone, and returns them. */
  clear(): Member[] {
    const members = [...this.byPosition.values()].flatMap((each) => [...each.keys()]);
    this.byPosition.clear();
    return members;
  }
}
