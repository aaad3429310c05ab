import type { GraphQLError } from 'graphql';

/** Up to where GraphQL's own messages say nothing of what the caller sent. */
const beginnings = [
  /^Syntax Error: .*?\b(?:Unexpected|found) (?:Name|Int|Float|String|BlockString|Comment)(?= ")/s,
  /^Argument "\w+" has invalid value/,
  /^Expected value of type "[^"]*"(?=, found )/,
  /^[^:]*? cannot represent [^:]*?value(?=: )/,
];
const notInEnum =
  /^Value ".*" (does not exist in "\w+" enum\.(?: Did you mean the enum value [\w", ]+\?)?)$/s;

/**
 * What GraphQL itself says of a malformed request, without the values the caller sent: a stream key may be among them,
 * and callers write errors down. Names, places and what was expected stay.
 */
export function withoutValues({ message, originalError }: GraphQLError): string {
  const variable = /^Variable "\$\w+" got invalid value/.exec(message)?.[0];
  if (variable === undefined) return cut(message);
  const reason = originalError?.message;
  if (reason === undefined || !message.endsWith(`; ${reason}`)) return `${variable}.`;
  const place = / at "[\w.[\]]+"$/.exec(message.slice(0, -reason.length - 2))?.[0] ?? '';
  return `${variable}${place}; ${cut(reason)}`;
}

function cut(message: string): string {
  const missing = notInEnum.exec(message)?.[1];
  if (missing !== undefined) return `The value ${missing}`;
  for (const beginning of beginnings) {
    const kept = beginning.exec(message)?.[0];
    if (kept !== undefined) return `${kept}.`;
  }
  return message;
}
