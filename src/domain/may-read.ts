import { reaches } from './commands/caller.ts';
import type { Role } from './records.ts';

/** Stands in place of a flow for what only an ADMIN who is limited to none reads. */
export const adminsOnly = 'ADMINS ONLY';

/** True if a token reads what belongs to this flow, to none (null), or to admins. */
export const mayRead = (
  token: { readonly role: Role; readonly flowIds: readonly string[] | null },
  flowId: string | null,
): boolean =>
  flowId === adminsOnly ? token.role === 'ADMIN' && token.flowIds === null : reaches(token, flowId);
