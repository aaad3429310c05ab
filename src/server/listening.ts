import type { WebSocket } from 'ws';

/** Whether a socket is listened to: not while anybody holds that back, so that what it says waits on its own side. */
export class Listening {
  private holders = 0;
  private ended = false;

  constructor(private readonly socket: WebSocket) {}

  /** Returns the way to let go, to be called once. */
  hold(): () => void {
    this.holders += 1;
    if (this.holders === 1 && !this.ended) this.socket.pause();
    return () => {
      this.holders -= 1;
      if (this.holders === 0) this.socket.resume();
    };
  }

  held(): boolean {
    return this.holders > 0 && !this.ended;
  }

  /** Listens whatever is held, for the word that closes the socket. */
  end(): void {
    this.ended = true;
    this.socket.resume();
  }
}
