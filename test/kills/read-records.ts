import { ask } from '../cluster/mutate.ts';
import { token } from './start-lunora.ts';

/** A destination as the API shows it. */
export interface Recorded {
  id: string;
  name: string;
  deliveryMode: string;
  status: string;
  desiredState: string;
  pendingChanges: boolean;
  billing: boolean;
  stale: boolean;
  statusReason: { code: string } | null;
  url: string | null;
  channel: { awsId: string; state: string } | null;
  output: { arn: string; enabled: boolean } | null;
}

export interface Records {
  installationId: string;
  /** Where in the log this is so. */
  asOf: string;
  destinations: Recorded[];
  /** What Lunora itself takes for orphans. */
  orphans: object[];
}

const query = /* GraphQL */ `
  {
    system { installationId }
    orphans { kind awsId }
    destinations(first: 500) {
      asOf
      nodes {
        id name deliveryMode status desiredState pendingChanges billing stale url
        statusReason { code }
        channel { awsId state }
        output { arn enabled }
      }
    }
  }
`;

interface Answer {
  system: { installationId: string };
  orphans: object[];
  destinations: { asOf: string; nodes: Recorded[] };
}

export async function readRecords(graphql: string): Promise<Records> {
  const { data, errors } = await ask(graphql, query, {}, token);
  if (!data) throw new Error(JSON.stringify(errors));
  const { system, orphans, destinations } = data as unknown as Answer;
  return {
    installationId: system.installationId,
    asOf: destinations.asOf,
    orphans,
    destinations: destinations.nodes,
  };
}
