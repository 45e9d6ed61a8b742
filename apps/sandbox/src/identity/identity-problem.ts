/** Every error that STS and KMS answer with here, and the status that AWS gives it. */
export const identityStatus = {
  AccessDenied: 403,
  AccessDeniedException: 400,
  ExpiredTokenException: 400,
  IDPCommunicationError: 400,
  IDPRejectedClaim: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  InvalidIdentityToken: 400,
  NotFoundException: 400,
  OutboundWebIdentityFederationDisabled: 403,
  SignatureDoesNotMatch: 403,
  UnknownOperationException: 400,
  ValidationError: 400,
  ValidationException: 400,
} as const;

/** The code of an error as it stands in the answer. */
export type IdentityErrorCode = keyof typeof identityStatus;

/** A request that STS or KMS would refuse. */
export class IdentityProblem extends Error {
  override readonly name = 'IdentityProblem';

  constructor(
    readonly code: IdentityErrorCode,
    message: string,
  ) {
    super(message);
  }

  get status(): number {
    return identityStatus[this.code];
  }
}
