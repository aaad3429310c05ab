import { startTestFfmpeg, type TestFfmpeg } from './ffmpeg.ts';
import { freeTcpPort } from './free-port.ts';

/** A platform of the test's own: takes one RTMP push at a time and decodes it. */
export interface RtmpServer extends AsyncDisposable {
  /** What to push to: `url` + '/' + any stream name. */
  readonly url: string;
  readonly port: number;
  /** Frames decoded since the server was made, over all pushes. */
  frames(): number;
  /** What the decoder complained about. */
  complaints(): string[];
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
  let stopped = false;
  let framesBefore = 0;
  const complaintsBefore: string[] = [];
  let current: TestFfmpeg | null = null;

  async function serve(): Promise<void> {
    while (!stopped) {
      current = startTestFfmpeg([
        ...['-listen', '1', '-f', 'flv', '-i', `${url}/${streamName}`],
        ...['-threads', '1', '-f', 'null', '-'],
      ]);
      await current.exited;
      framesBefore += current.frames();
      complaintsBefore.push(...current.complaints());
      current = null;
    }
  }

  const served = serve();
  const stop = async () => {
    stopped = true;
    await current?.stop();
    await served;
  };
  return {
    url,
    port: chosen,
    frames: () => framesBefore + (current?.frames() ?? 0),
    complaints: () => [...complaintsBefore, ...(current?.complaints() ?? [])],
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
