import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLUnionType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** Copies a schema, with another resolver for each field; introspection keeps its own. */
export function mapResolvers(schema: GraphQLSchema, map: (resolve: Resolver) => Resolver): GraphQLSchema {
  const copies = new Map<string, GraphQLNamedType>();
  const copyOf = <T extends GraphQLNamedType>(type: T): T => (copies.get(type.name) ?? type) as T;
  const copyType = (type: GraphQLOutputType): GraphQLOutputType => {
    if (isNonNullType(type)) return new GraphQLNonNull(copyType(type.ofType)) as GraphQLOutputType;
    if (isListType(type)) return new GraphQLList(copyType(type.ofType));
    return copyOf(type);
  };
  const copyFields = (fields: Record<string, GraphQLFieldConfig<unknown, unknown>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        {
          ...field,
          type: copyType(field.type),
          resolve: map(field.resolve ?? defaultFieldResolver),
        },
      ]),
    );

  function copy(type: GraphQLNamedType): GraphQLNamedType | null {
    if (isObjectType(type) || isInterfaceType(type)) {
      const config = {
        interfaces: () => type.getInterfaces().map(copyOf),
        fields: () => copyFields(type.toConfig().fields),
      };
      return isObjectType(type)
        ? new GraphQLObjectType({ ...type.toConfig(), ...config })
        : new GraphQLInterfaceType({ ...type.toConfig(), ...config });
    }
    if (!isUnionType(type)) return null;
    return new GraphQLUnionType({ ...type.toConfig(), types: () => type.getTypes().map(copyOf) });
  }

  for (const type of Object.values(schema.getTypeMap())) {
    const copied = isIntrospectionType(type) ? null : copy(type);
    if (copied) copies.set(type.name, copied);
  }
  const config = schema.toConfig();
  const rootOf = (type: GraphQLObjectType | null | undefined) => type && copyOf(type);
  return new GraphQLSchema({
    ...config,
    query: rootOf(config.query),
    mutation: rootOf(config.mutation),
    subscription: rootOf(config.subscription),
    types: config.types.map(copyOf),
    assumeValid: true,
  });
}
