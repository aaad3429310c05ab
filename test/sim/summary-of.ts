/** A record in a few words, for the trace of a run. */
export function summaryOf(type: string, record: unknown): string {
  if (type !== 'destination' || !record) return (record as { state?: string } | null)?.state ?? '';
  const { desired, condition, work } = record as {
    desired: string;
    condition: { status: string; reason: { code: string } | null };
    work: { act: { step: string } | null; failure: { kind: string } | null };
  };
  return [desired, condition.status, condition.reason?.code, work.act?.step, work.failure?.kind]
    .filter(Boolean)
    .join(' ');
}
