import { decodeId, type NodeType } from '../global-id.ts';

/** No record has it: what a malformed id, or one of another type, comes to. */
const nobody = '';

/** The raw id behind a global one, or an id that nothing has. */
export const rawId = (type: NodeType, globalId: string): string => decodeId(type, globalId) ?? nobody;
