import type { WebSocket } from 'ws';

/** Whether a socket is listened to: not while anybody holds that back, so that what it says waits on its own side. */
export interface Listening {
  /** Returns the way to let go, to be called once. */
  hold(): () => void;
  held(): boolean;
  /** Listens whatever is held, for the word that closes the socket. */
  end(): void;
}

export function createListening(socket: WebSocket): Listening {
  let holders = 0;
  let ended = false;
  return {
    hold() {
      holders += 1;
      if (holders === 1 && !ended) socket.pause();
      return () => {
        holders -= 1;
        if (holders === 0) socket.resume();
      };
    },
    held: () => holders > 0 && !ended,
    end() {
      ended = true;
      socket.resume();
    },
  };
}
