/** What EventBridge sends, before it is put in its envelope. */
export interface Notice {
  source: 'aws.medialive' | 'aws.mediaconnect';
  detailType: string;
  resources: string[];
  detail: object;
}
