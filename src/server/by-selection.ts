import {
  type DirectiveNode,
  type DocumentNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  visit,
} from 'graphql';

type Variables = Record<string, unknown>;

const conditional = new Set([GraphQLSkipDirective.name, GraphQLIncludeDirective.name]);
/** Selections kept of one operation: what is made of each takes memory, and callers alternate between few. */
const keptAtMost = 4;

/** What is made of an operation for each selection that @skip and @include leave of it. */
export class BySelection<T> {
  private readonly names: readonly string[];
  private readonly kept = new Map<string, T>();

  constructor(
    document: DocumentNode,
    private readonly make: (variables: Variables) => T,
  ) {
    this.names = findConditions(document);
  }

  /**
   * Returns what was made for these variables, which must be coerced.
   * @throws GraphQLError when one that a directive needs is null
   */
  for(variables: Variables): T {
    const key = this.names.length === 0 ? '' : this.keyOf(variables);
    const found = this.kept.get(key);
    if (found !== undefined) return found;
    if (this.kept.size >= keptAtMost) this.kept.delete(this.kept.keys().next().value as string);
    const made = this.make(variables);
    this.kept.set(key, made);
    return made;
  }

  private keyOf(variables: Variables): string {
    return this.names.map((name) => String(variables[name])).join();
  }
}

/** The variables that decide which fields of a document are answered at all. */
function findConditions(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      for (const name of variablesOf(directive)) names.add(name);
    },
  });
  return [...names];
}

const variablesOf = ({ name, arguments: given = [] }: DirectiveNode): string[] =>
  conditional.has(name.value)
    ? given.flatMap(({ value }) => (value.kind === Kind.VARIABLE ? value.name.value : []))
    : [];
