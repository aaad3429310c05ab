import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppOverrides, startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

export const attackTokens = {
  admin: 'fake-attack-admin-0000',
  operator: 'fake-attack-operator-0000',
  viewer: 'fake-attack-viewer-0000',
};

export interface Victim extends AsyncDisposable {
  app: App;
  endpoint: string;
  ask(query: string, token: string, more?: AskOptions): Promise<Answer>;
}

interface AskOptions {
  variables?: object;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Codes of GraphQL errors. */
  codes: string[];
  text: string;
}

/**
 * A whole local Lunora on free ports of loopback, with its table on disk in a folder that goes with it; with another
 * `localAws`, beside that one and its table.
 */
export async function startVictim(
  settings: Record<string, string> = {},
  overrides: Pick<AppOverrides, 'localAws'> = {},
): Promise<Victim> {
  const folder = await mkdtemp(join(tmpdir(), 'lunora-attack-'));
  const app = await startApp(
    {
      ...readConfig({
        LUNORA_DATA_DIR: folder,
        LUNORA_ADMIN_TOKEN: attackTokens.admin,
        LUNORA_OPERATOR_TOKEN: attackTokens.operator,
        LUNORA_VIEWER_TOKEN: attackTokens.viewer,
        LUNORA_LOG_LEVEL: 'fatal',
        ...settings,
      }),
      ...{ port: 0, emulatorPort: 0, tablePort: 0 },
    },
    { logDestination: { write() {} }, ...overrides },
  );
  const endpoint = `${app.url}/graphql`;
  return {
    app,
    endpoint,
    async ask(query, token, { variables, headers } = {}) {
      const response = await fetch(endpoint, {
        method: 'POST',
        body: JSON.stringify({ query, variables }),
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${token}`,
          ...headers,
        },
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, codes: codesIn(text), text };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function codesIn(text: string): string[] {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  return errors.map(({ extensions }) => extensions?.code ?? 'none');
}
