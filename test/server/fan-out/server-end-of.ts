import { Socket } from 'node:net';

/** The server's end of a connection to this very process. */
export function serverEndOf({ localPort }: Socket): Socket {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] };
  const end = handles
    .call(process)
    .find((handle): handle is Socket => handle instanceof Socket && handle.remotePort === localPort);
  if (!end) throw new Error('The server is elsewhere.');
  return end;
}
