/** Every error that the stand-in answers with, and its status. Source: IAM API reference, "Common errors". */
export const iamStatus = {
  AccessDenied: 403,
  IncompleteSignature: 400,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  LimitExceeded: 409,
  MissingAuthenticationToken: 403,
  NoSuchEntity: 404,
  ServiceFailure: 500,
  SignatureDoesNotMatch: 403,
  ValidationError: 400,
} as const;

/** The name of an error as IAM says it. */
export type IamErrorName = keyof typeof iamStatus;

/** A request that IAM would refuse. */
export class IamProblem extends Error {
  override readonly name = 'IamProblem';

  constructor(
    readonly code: IamErrorName,
    message: string,
  ) {
    super(message);
  }
}
