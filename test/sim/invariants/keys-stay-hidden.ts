import { plantedKey } from '../operator.ts';
import { type Invariant, Violation } from '../sim.ts';

const name = 'no event and no line holds a key';

/** No key that an operator gave is in an entry of the log, or in a line that a process writes. */
export function keysStayHidden(): Invariant {
  const look = (text: string, where: string) => {
    if (text.includes(plantedKey)) throw new Violation(name, `A key stands in ${where}: ${text}`);
  };
  return {
    name,
    onEntry: ({ position }, text) => look(text, `entry ${position}`),
    onLog: (line) => look(line, 'a line'),
  };
}
