import { type Receiver, startReceiver } from './ffmpeg.ts';
import { freeTcpPort } from './free-port.ts';

/** A platform of the test's own: takes one RTMP push at a time and decodes it. */
export interface RtmpServer extends AsyncDisposable {
  /** The url to push to, beside the stream name. */
  readonly url: string;
  readonly port: number;
  /** Pictures decoded since the server was made, over all pushes. */
  frames(): number;
  /** Pushes taken so far. */
  pushes(): number;
  /** Pushes that came with another stream name than the server's. */
  strangers(): number;
  /** The push going on, or the one awaited. */
  current(): Receiver;
  /** The server goes down, with whatever is being pushed to it. */
  stop(): Promise<void>;
}

/** ffmpeg listens for one publisher and ends with it, so it is started again until the server is stopped. */
export async function startRtmpServer({
  port,
  streamName,
}: {
  port?: number;
  streamName: string;
}): Promise<RtmpServer> {
  const chosen = port ?? (await freeTcpPort());
  const url = `rtmp://127.0.0.1:${chosen}/live`;
  // That a publisher came with another stream name is no more than a warning to ffmpeg.
  const listen = () =>
    startReceiver(['-loglevel', 'warning', '-listen', '1', '-f', 'flv', '-i', `${url}/${streamName}`]);
  const isStranger = () => current.complaints().some((line) => line.includes('Unexpected stream'));
  let stopped = false;
  let framesBefore = 0;
  let pushesBefore = 0;
  let strangersBefore = 0;
  let current = listen();

  async function serve(): Promise<void> {
    for (;;) {
      await current.exited;
      framesBefore += current.frames();
      if (current.frames() > 0) pushesBefore += 1;
      if (isStranger()) strangersBefore += 1;
      if (stopped) return;
      current = listen();
    }
  }

  const served = serve();
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await current.stop();
    await served;
  };
  return {
    url,
    port: chosen,
    frames: () => framesBefore + (stopped ? 0 : current.frames()),
    pushes: () => pushesBefore + (!stopped && current.frames() > 0 ? 1 : 0),
    strangers: () => strangersBefore + (!stopped && isStranger() ? 1 : 0),
    current: () => current,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
