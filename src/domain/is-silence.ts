import type { ActName, Failure } from './records.ts';

/** True if the last failure was that the act got no answer that says what became of it. */
export const isSilence = ({ step, kind }: Failure, asked: ActName): boolean =>
  step === asked && (kind === 'UNREACHABLE' || kind === 'SERVER');
