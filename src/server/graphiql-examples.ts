const list = `# 1. What there is.
# Run it with Ctrl-Enter, or Cmd-Enter on a Mac.
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

const create = `# 2. Creates a destination, which costs nothing yet.
# Its stream key can be set, never read.
mutation Create($input: CreateDestinationInput!) {
  createDestination(input: $input) {
    destination { id name url status streamKey { fingerprint } }
    userErrors { code message path }
  }
}
`;

const start = `# 3. Starts every destination.
# At the local AWS nothing costs anything.
mutation Start {
  startDestinations(input: { all: true }) {
    results {
      destination { id name status statusReason { code message } }
      userErrors { code message }
    }
    userErrors { code message path }
  }
}
`;

const stop = `# 5. Stops every destination.
mutation Stop {
  stopDestinations(input: { all: true }) {
    results {
      destination { id name status }
      userErrors { code message }
    }
    userErrors { code message path }
  }
}
`;

const follow = `# 4. What there is, then every change.
# Run it, and start or stop in another browser tab.
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
  { query: start },
  { query: follow },
  { query: stop },
];
