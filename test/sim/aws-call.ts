/** One attempt of a call to AWS, from its sending to whatever became of it. */
export interface AwsCall {
  operation: string;
  params: Record<string, string>;
  body: Record<string, unknown>;
  process: string;
  /** Virtual milliseconds since the epoch. */
  sentAt: number;
  /** The destination it is for, where it is for one. */
  destinationId: string | null;
  /** What AWS did with it, once it arrived: 2xx for a deed done. */
  status: number | null;
}

/** Whether it changes anything at AWS that counts. */
export const isDeed = ({ operation }: Pick<AwsCall, 'operation'>): boolean =>
  !/^(List|Describe|TagResource)/.test(operation);
