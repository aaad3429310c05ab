/** What every subscriber asks. About 300 bytes a message. */
export const changeDocument = `subscription {
  destinationChanged {
    kind
    cursor
    at
    destination { id name status version }
  }
}`;

/** How a message that counts is told from a snapshot or a heartbeat. */
export const countedMark = '"kind":"UPDATED"';

/** A page of an operator's list: 50 destinations with 14 fields each. */
export const listDocument = `query List {
  destinations(first: 50) {
    totalCount
    edges {
      node {
        id
        name
        platform
        desiredState
        status
        version
        costPerHour { amount }
        health { source encoder delivery }
        preset { id name }
      }
    }
  }
}`;
