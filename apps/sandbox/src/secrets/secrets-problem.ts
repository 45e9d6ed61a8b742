/** The error names of Secrets Manager that the stand-in gives; all are a 400 but the last. */
export type SecretsErrorName =
  | 'ResourceNotFoundException'
  | 'ResourceExistsException'
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'InvalidNextTokenException'
  | 'MissingAuthenticationTokenException'
  | 'SerializationException'
  | 'UnknownOperationException';

/** A request that Secrets Manager would refuse. */
export class SecretsProblem extends Error {
  override readonly name = 'SecretsProblem';

  constructor(
    readonly code: SecretsErrorName,
    message: string,
  ) {
    super(message);
  }
}

/** The problem of a secret that does not exist, in the service's words. */
export function noSuchSecret(): SecretsProblem {
  return new SecretsProblem('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** A parameter that is missing or wrong; the message names it. */
export function badParameter(message: string): SecretsProblem {
  return new SecretsProblem('InvalidParameterException', message);
}
