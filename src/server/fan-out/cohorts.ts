import type { Asked } from './asked.ts';
import type { Member, Standing } from './member.ts';

/** Members who may see the same and were told the same. */
export interface Cohort extends Standing {
  readonly key: string;
  readonly members: Set<Member>;
  /** When it was last told anything. */
  saidAtMs: number;
}

/** The members a group carries, by cohort. */
export class Cohorts {
  private readonly byKey = new Map<string, Cohort>();
  private readonly byMember = new Map<Member, Cohort>();

  get members(): number {
    return this.byMember.size;
  }

  all(): Cohort[] {
    return [...this.byKey.values()];
  }

  add(member: Member, { scope, told }: Standing, nowMs: number): void {
    const key = JSON.stringify([scope.role, scope.flowIds, told]);
    const cohort = this.byKey.get(key) ?? { key, scope, told, members: new Set(), saidAtMs: nowMs };
    this.byKey.set(key, cohort);
    cohort.members.add(member);
    this.byMember.set(member, cohort);
  }

  remove(member: Member): void {
    const cohort = this.byMember.get(member);
    if (!cohort) return;
    this.byMember.delete(member);
    cohort.members.delete(member);
    if (cohort.members.size === 0) this.byKey.delete(cohort.key);
  }

  /** Records that a cohort was told `told` by now, which may put it together with another one. */
  move(cohort: Cohort, told: number, nowMs: number): void {
    this.byKey.delete(cohort.key);
    for (const member of cohort.members) this.add(member, { scope: cohort.scope, told }, nowMs);
  }

  /** Removes every member, and returns them with what each was told. */
  clear(): [Member, Standing][] {
    const members = [...this.byMember];
    this.byKey.clear();
    this.byMember.clear();
    return members;
  }

  /** True if a cohort was told something else last. */
  isAnyBehind(told: number): boolean {
    for (const cohort of this.byKey.values()) if (cohort.told !== told) return true;
    return false;
  }

  /** Since when the one that was told nothing for longest was told nothing. */
  quietSinceMs(nowMs: number): number {
    let sinceMs = nowMs;
    for (const { saidAtMs } of this.byKey.values()) sinceMs = Math.min(sinceMs, saidAtMs);
    return sinceMs;
  }
}

/** Returns the cohorts that were told the same so far and give the answers that were given, and the others. */
export function divide(
  cohorts: readonly Cohort[],
  asked: Asked,
  told = cohorts[0]?.told,
): [alike: Cohort[], others: Cohort[]] {
  const [alike, others]: [Cohort[], Cohort[]] = [[], []];
  for (const cohort of cohorts)
    (cohort.told === told && asked.isLike(cohort.scope) ? alike : others).push(cohort);
  return [alike, others];
}
