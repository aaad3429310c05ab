import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** By path and status. */
  requests: Counter<'path' | 'status'>;
  /** By type, and whether errors were among the answer. */
  operations: Counter<'type' | 'outcome'>;
  subscriptions: Gauge;
  delivered: Counter;
  /** By whether it was for one subscriber or a group of them. */
  executions: Counter<'for'>;
  /** Groups of subscribers who asked for the same. */
  groups: Gauge;
  /** Sockets and event streams whose reader is behind by more than is good. */
  slowReaders: Gauge;
  sockets: Gauge;
  awsCalls: Counter<'operation' | 'status'>;
  /** By what became of them: `hint`, `unknown`, `malformed`, `failed`. */
  awsEvents: Counter<'outcome'>;
}

/** `facts` are read when they are asked for. */
export function createMetrics(facts: { logPosition(): number; leads(): boolean }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const read = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  read('lunora_log_position', 'The log position this process has folded to.', facts.logPosition);
  read('lunora_leader', '1 while this process leads.', () => Number(facts.leads()));

  return {
    registry,
    requests: new Counter({
      name: 'lunora_http_requests_total',
      help: 'HTTP requests answered.',
      labelNames: ['path', 'status'],
      registers,
    }),
    operations: new Counter({
      name: 'lunora_graphql_operations_total',
      help: 'GraphQL operations carried out.',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    subscriptions: new Gauge({ name: 'lunora_subscriptions', help: 'Subscriptions open now.', registers }),
    delivered: new Counter({
      name: 'lunora_subscription_messages_total',
      help: 'Messages answered to subscriptions.',
      registers,
    }),
    executions: new Counter({
      name: 'lunora_subscription_executions_total',
      help: 'Messages of subscriptions executed, each for one subscriber, for a group, or for all whose snapshot has it.',
      labelNames: ['for'],
      registers,
    }),
    groups: new Gauge({
      name: 'lunora_subscription_groups',
      help: 'Groups of subscribers who asked for the same.',
      registers,
    }),
    slowReaders: new Gauge({
      name: 'lunora_slow_readers',
      help: 'WebSockets and event streams that leave too much unread now.',
      registers,
    }),
    sockets: new Gauge({ name: 'lunora_sockets', help: 'WebSockets open now.', registers }),
    awsCalls: new Counter({
      name: 'lunora_aws_calls_total',
      help: 'Requests sent to AWS, each attempt counted; status 0: no answer.',
      labelNames: ['operation', 'status'],
      registers,
    }),
    awsEvents: new Counter({
      name: 'lunora_aws_events_total',
      help: 'Events of AWS taken from the queue: hints to look, unknown kinds, malformed ones, and those that come again.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
