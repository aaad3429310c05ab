import { decodeId, type NodeType } from '../global-id.ts';

/** Arguments of a watch as GraphQL hands them over: ids are global ids. */
export interface WatchedArgs {
  ids?: readonly string[] | null | undefined;
  flowId?: string | null | undefined;
  after?: string | null | undefined;
}

/** No record has it. */
const nobody = '';

/** What is watched, in raw ids. An unknown or malformed id selects nothing. */
export function selectionOf(type: NodeType, { ids, flowId }: WatchedArgs) {
  return {
    ids: ids?.flatMap((id) => decodeId(type, id) ?? []),
    flowId: typeof flowId === 'string' ? (decodeId('Flow', flowId) ?? nobody) : null,
  };
}
