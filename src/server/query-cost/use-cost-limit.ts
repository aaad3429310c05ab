import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { CostJudge } from './judge-cost.ts';

/** Refuses operations that would cost too much, before anything of them is executed. */
export function useCostLimit(judge: CostJudge): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { refusal } = judge(args as ExecutionArgs);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { refusal } = judge(args as ExecutionArgs);
      if (refusal) setResultAndStopExecution({ errors: [refusal] });
    },
  };
}
