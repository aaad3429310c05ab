import { describe, expect, it } from 'vitest';
import { goalOf } from '../../src/domain/goal.ts';
import { planFlowOutput } from '../../src/domain/plan-flow-output.ts';
import type { Situation } from '../../src/domain/situation.ts';
import type { Step } from '../../src/domain/step.ts';
import { asked, outputSituations } from './situations.ts';

describe('planning a destination on a flow output', () => {
  it('has a legal step for every situation', () => {
    const exists: readonly Step[] = ['updateOutput', 'enableOutput', 'disableOutput', 'removeOutput'];
    let cells = 0;
    for (const situation of outputSituations()) {
      const step = planFlowOutput(situation);
      cells += 1;
      const { output } = situation;
      const running = goalOf(situation) === 'RUNNING';
      const broken =
        step === undefined ||
        (exists.includes(step) && output !== 'ENABLED' && output !== 'DISABLED') ||
        (step === 'addOutput' && (!running || (output !== 'NONE' && output !== 'ANNOUNCED'))) ||
        (step === 'enableOutput' && (!running || situation.ran || situation.begun)) ||
        (step === 'disableOutput' && running) ||
        (step === 'removeOutput' && running && !situation.replace) ||
        (step === 'forget' && (situation.desired !== 'DELETED' || output !== 'NONE'));
      expect(broken ? { situation, step } : null).toBeNull();
    }
    expect(cells).toBeGreaterThan(10_000);
  });

  it.each<[string, Partial<Situation>, Step]>([
    ['adds the output when first started', {}, 'addOutput'],
    ['holds on a flow in standby', { flow: 'STANDBY' }, 'hold:flow'],
    ['holds without a source', { sourceConnected: false }, 'hold:source'],
    ['enables it on a later start', { output: 'DISABLED' }, 'enableOutput'],
    ['applies waiting changes with the start', { output: 'DISABLED', drift: true }, 'updateOutput'],
    ['lets changes wait while it runs', { output: 'ENABLED', ran: true, drift: true }, 'settled'],
    [
      'applies a change at once when told',
      { output: 'ENABLED', ran: true, drift: true, restart: true },
      'updateOutput',
    ],
    ['says so when someone disabled it before it was on air', { output: 'DISABLED', begun: true }, 'lose'],
    ['is content when whoever disabled it enables it again', { output: 'ENABLED', lost: true }, 'regain'],
    [
      'leaves to someone what they enable again and again',
      { desired: 'STOPPED', output: 'ENABLED', gaveUp: true },
      'settled',
    ],
    ['says so when someone disabled it', { output: 'DISABLED', ran: true }, 'lose'],
    [
      'puts another in its place where AWS cannot change it',
      { output: 'DISABLED', drift: true, replace: true },
      'removeOutput',
    ],
    [
      'lets even that wait while it runs, unless told',
      { output: 'ENABLED', ran: true, drift: true, replace: true },
      'settled',
    ],
    [
      'does so at once when told',
      { output: 'ENABLED', ran: true, drift: true, restart: true, replace: true },
      'removeOutput',
    ],
    ['stops by disabling', { desired: 'STOPPED', output: 'ENABLED' }, 'disableOutput'],
    ['keeps a disabled output for a quick restart', { desired: 'STOPPED', output: 'DISABLED' }, 'settled'],
    [
      'removes it once idle too long',
      { desired: 'STOPPED', output: 'DISABLED', reclaim: true },
      'removeOutput',
    ],
    ['removes a live one at once when deleted', { desired: 'DELETED', output: 'ENABLED' }, 'removeOutput'],
    ['forgets once nothing is left', { desired: 'DELETED' }, 'forget'],
    ['forgets it with its flow', { desired: 'DELETED', output: 'LOST', flow: 'MISSING' }, 'dropOutput'],
  ])('%s', (_, patch, step) => {
    expect(planFlowOutput({ ...asked, ...patch })).toBe(step);
  });
});
