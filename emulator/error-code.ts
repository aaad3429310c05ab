/** The usual name of an error with this status, in the words of MediaLive and MediaConnect alike. */
export function errorCode(status: number): string {
  const codes: Record<number, string> = {
    400: 'BadRequestException',
    403: 'ForbiddenException',
    404: 'NotFoundException',
    409: 'ConflictException',
    422: 'UnprocessableEntityException',
    429: 'TooManyRequestsException',
    502: 'BadGatewayException',
    503: 'ServiceUnavailableException',
    504: 'GatewayTimeoutException',
  };
  return codes[status] ?? (status < 500 ? 'BadRequestException' : 'InternalServerErrorException');
}
