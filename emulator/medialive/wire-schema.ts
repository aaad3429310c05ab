import * as client from '@aws-sdk/client-medialive';
import { irregularEnums } from './irregular-enums.ts';

/** What a member may hold, read from the schemas the SDK itself (de)serialises with. */
export type Shape =
  | { kind: 'string'; allowed: readonly string[] | null }
  | { kind: 'number' | 'boolean' | 'other' }
  | { kind: 'list'; of: () => Shape }
  | { kind: 'map'; of: () => Shape }
  | { kind: 'structure'; name: string; members: readonly Member[] };

export interface Member {
  /** As on the wire. */
  name: string;
  required: boolean;
  shape: () => Shape;
}

export interface Route {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  status: number;
}

/*
 * Smithy's compact schemas: `[kind, namespace, name, traits, ...]` with kind 1 list, 2 map, 3 structure, 4 union,
 * 9 operation; a number stands for a simple type, plus 64 for a list of it and 128 for a map of it. A structure goes
 * on with member names, member schemas, and how many of the first members are required.
 */
const exported: Readonly<Record<string, unknown>> = { ...client };

/** Every operation of MediaLive with its place on the wire. */
export const routes: readonly Route[] = Object.values(exported).flatMap((schema) => {
  if (!Array.isArray(schema) || schema[0] !== 9) return [];
  const traits: unknown = schema[3];
  const http: unknown = typeof traits === 'object' && traits !== null && 'http' in traits ? traits.http : [];
  const [method, path, status] = Array.isArray(http) ? http : [];
  return isMethod(method)
    ? [{ name: String(schema[2]), method, path: String(path), status: Number(status) }]
    : [];
});

/** The body of an operation's request, e.g. of `CreateChannel`. */
export function requestShape(operation: string): Shape {
  const schema = exported[`${operation}Request$`];
  if (schema === undefined) throw new Error(`The SDK has no schema for a request of ${operation}`);
  return toShape(schema, '', '');
}

const structures = new Map<string, Shape>();

function toShape(given: unknown, structure: string, member: string): Shape {
  const schema: unknown = typeof given === 'function' ? given() : given;
  if (typeof schema === 'number') return simpleShape(schema, structure, member);
  if (!Array.isArray(schema)) return { kind: 'other' };
  const [kind, , name] = schema;
  if (kind === 0) return toShape(schema[4], structure, member);
  if (kind === 1) return { kind: 'list', of: once(() => toShape(referenced(schema[4]), structure, member)) };
  if (kind === 2) return { kind: 'map', of: once(() => toShape(referenced(schema[5]), structure, member)) };
  if (kind !== 3 && kind !== 4) return { kind: 'other' };
  const known = structures.get(String(name));
  if (known) return known;
  const shape: Shape = { kind: 'structure', name: String(name), members: toMembers(schema) };
  structures.set(String(name), shape);
  return shape;
}

function toMembers([, , name, , names, schemas, required]: readonly unknown[]): Member[] {
  if (!Array.isArray(names) || !Array.isArray(schemas)) return [];
  return names.flatMap((member: unknown, index) => {
    const schema: unknown = schemas[index];
    const traits: unknown = Array.isArray(schema) && schema.length === 2 ? schema[1] : null;
    // Members without a name in JSON travel in the path or the query.
    if (typeof traits !== 'object' || traits === null || !('jsonName' in traits)) return [];
    return {
      name: String(traits.jsonName),
      required: index < Number(required ?? 0),
      shape: once(() => toShape(referenced(schema), String(name), String(member))),
    };
  });
}

/** Structures may hold themselves, so what a member is must wait until it is asked for. */
function once(find: () => Shape): () => Shape {
  let found: Shape | null = null;
  return () => {
    found ??= find();
    return found;
  };
}

/** A reference comes bare, or in a pair with its traits. */
function referenced(schema: unknown): unknown {
  return Array.isArray(schema) && schema.length === 2 ? schema[0] : schema;
}

function simpleShape(type: number, structure: string, member: string): Shape {
  if (type >= 128) return { kind: 'map', of: once(() => simpleShape(type - 128, structure, member)) };
  if (type >= 64) return { kind: 'list', of: once(() => simpleShape(type - 64, structure, member)) };
  if (type === 0) return { kind: 'string', allowed: allowedWords(structure, member) };
  if (type === 1) return { kind: 'number' };
  return { kind: type === 2 ? 'boolean' : 'other' };
}

/**
 * The words a string may be. Schemas do not refer to enums, but the SDK exports them under names made of the
 * structure's and the member's: `H264Settings.Profile` is `H264Profile`, `CreateInputRequest.Type` is `InputType`.
 */
function allowedWords(structure: string, member: string): readonly string[] | null {
  const bare = structure.replace(/^(Create|Update|Delete|List|Describe)/, '').replace(/Request$/, '');
  const stems = [bare, bare.replace(/Settings$/, ''), bare.replace(/(Group|Output)?Settings$/, '')];
  const short = bare.replace(/(Specification|Description|Config|Attachment)$/, '');
  const names = [
    irregularEnums[`${structure}.${member}`] ?? '',
    ...[...stems, short].map((stem) => `${stem}${member}`),
    member,
  ];
  for (const name of names) {
    const words = exported[name];
    if (typeof words !== 'object' || words === null || Array.isArray(words)) continue;
    const values: unknown[] = Object.values(words);
    const strings = values.filter((word) => typeof word === 'string');
    if (strings.length > 0 && strings.length === values.length) return strings;
  }
  return null;
}

function isMethod(method: unknown): method is Route['method'] {
  return method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE';
}
