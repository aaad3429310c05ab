/**
 * `npm run bench`: every figure of the README, within ten minutes. `-- --json`: one flat object of numbers. `-- --only fanout`
 * or `list50` or `log`: that part by itself.
 */
import { parseArgs } from 'node:util';
import { type CallsResult, callsFigures, counts, measureCalls } from './aws-calls/measure-calls.ts';
import { createBudget } from './budget.ts';
import { measureChange } from './change/measure-change.ts';
import { checkOpenFiles } from './check-open-files.ts';
import { fanoutFigures } from './fanout/fanout-figures.ts';
import { measureFanout } from './fanout/measure-fanout.ts';
import { type Figures, rounded, toJson } from './figures.ts';
import { measureAppends } from './log-appends.ts';
import { editsFigures, editsTable } from './log-edits/edits-figures.ts';
import { measureEdits } from './log-edits/measure-edits.ts';
import { describeMachine } from './machine.ts';
import { installPeers } from './peers/install-peers.ts';
import { listFigures, measureList } from './queries/measure-list.ts';
import { fanoutTable, listTable, report } from './report.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const { values: asked } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
if (asked.only !== undefined && !['fanout', 'list50', 'log'].includes(asked.only)) {
  throw new Error('--only takes fanout, list50 or log.');
}
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
const say = (line: string) => console.error(`${String(seconds()).padStart(4)} s  ${line}`);

if (asked.only === undefined || asked.only === 'fanout') checkOpenFiles();
installPeers(say);
const machine = describeMachine();
for (const line of machine) say(line);

const budget = createBudget({
  'fan-out at 200': 25_000,
  'fan-out at 1000': 90_000,
  'fan-out at 5000': 175_000,
  list50: 60_000,
});
const printPart = (figures: Figures, table: string): never => {
  const json = Object.fromEntries([...figures].map(([key, value]) => [key, rounded(value)]));
  console.log(asked.json ? JSON.stringify(json) : `${table}\n\n${JSON.stringify(json, null, 2)}`);
  process.exit();
};
if (asked.only === 'log') {
  say('edits over a table 5 to 10 ms away');
  const edits = await measureEdits();
  printPart(editsFigures(edits), editsTable(edits));
}
if (asked.only === 'list50') {
  const list = await measureList(budget, say);
  printPart(listFigures(list), listTable(list));
}

const fanout = await measureFanout(budget, say);
if (asked.only === 'fanout') printPart(fanoutFigures(fanout), fanoutTable(fanout));
const list = await measureList(budget, say);
say('appends to the log');
const appends = await measureAppends();
say('edits over a table 5 to 10 ms away');
const edits = await measureEdits();
say('a change at AWS to its subscriber');
const change = { hint: await measureChange('hint'), poll: await measureChange('poll') };
const calls: CallsResult[] = [];
for (const count of counts) {
  say(`calls to AWS with ${count} destinations, in virtual time`);
  calls.push(await measureCalls(count));
}

const figures: Figures = new Map([
  ...fanoutFigures(fanout),
  ...listFigures(list),
  ...callsFigures(calls),
  ['change.p50Ms.hint', change.hint],
  ['change.p50Ms.poll', change.poll],
  ['log.appendsPerSecond', appends.perSecond],
  ...editsFigures(edits),
]);
say('done');

const json = toJson(figures);
if (asked.json) console.log(JSON.stringify(json));
else console.log(report({ machine, json, fanout, list, appends, edits, calls }));
