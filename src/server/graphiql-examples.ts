const list = `# 1. What is there. Run it with Ctrl-Enter.
query Destinations {
  destinations(first: 50) {
    totalCount
    nodes {
      id
      name
      platform
      url
      status
      statusReason { code message suggestedAction }
      health { source encoder delivery }
      costPerHour { amount currency }
    }
  }
  flow {
    name
    state
    source { ingestAddress ingestPort connected format }
  }
}
`;

const create = `# 2. A destination. It costs nothing until it is started. The key can be set, never read.
mutation Create($input: CreateDestinationInput!) {
  createDestination(input: $input) {
    destination { id name url status streamKey { fingerprint } }
    userErrors { code message path }
  }
}
`;

const start = `# 3. Put the id of a destination into the variables, run this, and watch the next tab.
mutation Start($id: ID!) {
  startDestination(input: { id: $id }) {
    destination { id name desiredState status statusReason { code message } }
    userErrors { code message }
  }
}

mutation Stop($id: ID!) {
  stopDestination(input: { id: $id }) {
    destination { id name desiredState status }
    userErrors { code message }
  }
}
`;

const follow = `# 4. Everything as it is, then every change as it happens.
subscription Follow {
  destinationChanged {
    kind
    cursor
    at
    destination {
      name
      status
      statusReason { code message }
      health { source encoder delivery }
    }
  }
}
`;

const json = (variables: object) => JSON.stringify(variables, null, 2);

/** Worked examples, one tab each, in the order in which they tell the story. */
export const graphiqlExamples = [
  { query: list },
  {
    query: create,
    variables: json({
      input: { name: 'My YouTube event', platform: 'YOUTUBE', streamKey: 'fake-fake-fake-0001' },
    }),
  },
  { query: start, variables: json({ id: 'put the id here' }) },
  { query: follow },
];
