import { badRequest, type FailoverConfig, type Source } from './model.ts';

/** Protocols whose packets are alike on both sources, so that a flow can merge them (MediaConnect user guide). */
const mergeable: readonly (string | undefined)[] = ['rist', 'rtp', 'rtp-fec'];
const recoveryWindowMs = { least: 100, most: 15_000 };

/** @throws AwsRefusal 400 for sources and a failover configuration that do not go together. */
export function checkFailover(sources: readonly Source[], failover: FailoverConfig | undefined): void {
  const protocols = sources.map(({ transport }) => transport?.protocol);
  if (sources.length > 1) {
    if (failover?.state !== 'ENABLED') {
      throw badRequest('A flow with two sources must have source failover enabled.');
    }
    if (new Set(protocols).size > 1) throw badRequest('Both sources of a flow must use the same protocol.');
  }
  if (!failover) return;
  const { failoverMode, recoveryWindow, sourcePriority } = failover;
  if (failoverMode === 'MERGE' && sources.length > 1 && !protocols.every((one) => mergeable.includes(one))) {
    throw badRequest('The failover mode MERGE takes RTP and RIST sources only.');
  }
  if (sourcePriority?.primarySource !== undefined && failoverMode !== 'FAILOVER') {
    throw badRequest('sourcePriority is for the failover mode FAILOVER.');
  }
  if (recoveryWindow === undefined) return;
  if (failoverMode === 'FAILOVER') throw badRequest('recoveryWindow is for the failover mode MERGE.');
  const { least, most } = recoveryWindowMs;
  if (recoveryWindow < least || recoveryWindow > most) {
    throw badRequest(`recoveryWindow must be between ${least} and ${most} milliseconds.`);
  }
}

/** The failover configuration after an update. What belongs to another mode than the new one is not kept. */
export function changedFailover(
  current: FailoverConfig | undefined,
  change: FailoverConfig | undefined,
): FailoverConfig | undefined {
  const newMode = change?.failoverMode !== undefined && change.failoverMode !== current?.failoverMode;
  if (newMode && current?.state) return { state: current.state, ...change };
  return change && !newMode ? { ...current, ...change } : (change ?? current);
}
