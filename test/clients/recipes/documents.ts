/** The page: a list, and where to follow it from. */
export const listQuery = /* GraphQL */ `
  query List {
    destinations(first: 500) {
      nodes { id name status version health { source encoder delivery } }
      asOf
    }
  }
`;

/** Every change to it. */
export const changesSubscription = /* GraphQL */ `
  subscription Changes($after: Cursor) {
    destinationChanged(after: $after) {
      kind
      cursor
      recordId
      destination { id name status version health { source encoder delivery } }
    }
  }
`;
