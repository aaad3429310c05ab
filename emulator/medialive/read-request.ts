import { defaultsOf } from './default-settings.ts';
import { limits } from './limits.ts';
import { badRequest, type Flaw, unprocessable } from './refusals.ts';
import { structureRules } from './structure-rules.ts';
import { requestShape, type Shape } from './wire-schema.ts';

export type Body = Readonly<Record<string, unknown>>;

/**
 * Reads a request by the SDK's own model, with defaults filled in as Describe echoes them.
 * @throws AwsRefusal 422 with every flaw for channels, 400 with the first elsewhere and for members
 * that the model does not have
 */
export function readRequest(operation: string, body: Body): Record<string, unknown> {
  const flaws: Flaw[] = [];
  const read = readValue(requestShape(operation), body, '', flaws);
  const [first] = flaws;
  if (!first) return isRecord(read) ? read : {};
  if (operation === 'CreateChannel' || operation === 'UpdateChannel') throw unprocessable(flaws);
  throw badRequest(`${first.elementPath}: ${first.errorMessage}`);
}

function readValue(shape: Shape, value: unknown, path: string, flaws: Flaw[]): unknown {
  const flaw = (errorMessage: string) => flaws.push({ elementPath: path || '/', errorMessage });
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') flaw('must be a string');
      else if (shape.allowed && !shape.allowed.includes(value)) {
        flaw(`must be one of ${shape.allowed.join(', ')}`);
      }
      return value;
    case 'number':
    case 'boolean':
      if (typeof value !== shape.kind) flaw(`must be a ${shape.kind}`);
      return value;
    case 'list':
      if (!Array.isArray(value)) return flaw('must be a list');
      return value.map((item, index) => readValue(shape.of(), item, `${path}/${index}`, flaws));
    case 'map':
      if (!isRecord(value)) return flaw('must be an object');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          readValue(shape.of(), item, `${path}/${key}`, flaws),
        ]),
      );
    case 'structure':
      if (!isRecord(value)) return flaw('must be an object');
      return readStructure(shape, value, path, flaws);
    case 'other':
      return value;
  }
}

function readStructure(
  shape: Extract<Shape, { kind: 'structure' }>,
  value: Body,
  path: string,
  flaws: Flaw[],
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  refuseUnknown(shape, value, path);
  const defaults = defaultsOf(shape.name);
  for (const member of shape.members) {
    const given = value[member.name] ?? defaults[member.name] ?? null;
    const memberPath = `${path}/${member.name}`;
    if (given === null) {
      if (member.required) flaws.push({ elementPath: memberPath, errorMessage: 'is required' });
      continue;
    }
    read[member.name] = readValue(member.shape(), given, memberPath, flaws);
    const beyond = limits[`${shape.name}.${member.name}`]?.(given);
    if (beyond) flaws.push({ elementPath: memberPath, errorMessage: beyond });
  }
  for (const { member, errorMessage } of structureRules[shape.name]?.(read) ?? []) {
    flaws.push({ elementPath: `${path}/${member}`, errorMessage });
  }
  return read;
}

/** @throws AwsRefusal 400: what a newer client sends must not be lost unseen. */
function refuseUnknown({ members }: Extract<Shape, { kind: 'structure' }>, value: Body, path: string): void {
  const unknown = Object.keys(value).find(
    (name) => (value[name] ?? null) !== null && !members.some((member) => member.name === name),
  );
  if (unknown) throw badRequest(`The local AWS does not know the member ${path}/${unknown}.`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
