import { IamProblem } from './iam-problem.js';
import type { IamCredential, IamUser } from './iam-user.js';

/** An operation of IAM: form fields in, the XML inside of `<...Result>` out; undefined where there is no result. */
export type IamOperation = (user: IamUser, fields: URLSearchParams) => string | undefined;

const service = 'bedrock.amazonaws.com';
const mostAgeDays = 36_600;

/** The operations that the rotation of API keys needs, as IAM has them. */
export const iamOperations: Readonly<Record<string, IamOperation>> = {
  CreateServiceSpecificCredential: (user, fields) => {
    checkUser(user, fields);
    if (fields.get('ServiceName') !== service) throw invalid('ServiceName');
    const made = user.create(ageDaysIn(fields));
    const secret = element('ServiceCredentialSecret', made.apiKey);
    return `<ServiceSpecificCredential>${metadataOf(user, made)}${secret}</ServiceSpecificCredential>`;
  },
  ListServiceSpecificCredentials: (user, fields) => {
    checkUser(user, fields);
    const members = user.credentials.map((each) => `<member>${metadataOf(user, each)}</member>`);
    return `<ServiceSpecificCredentials>${members.join('')}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>`;
  },
  UpdateServiceSpecificCredential: (user, fields) => {
    checkUser(user, fields);
    const status = fields.get('Status');
    if (status !== 'Active' && status !== 'Inactive') throw invalid('Status');
    user.setActive(fields.get('ServiceSpecificCredentialId') ?? '', status === 'Active');
    return undefined;
  },
  DeleteServiceSpecificCredential: (user, fields) => {
    checkUser(user, fields);
    user.delete(fields.get('ServiceSpecificCredentialId') ?? '');
    return undefined;
  },
};

/** The administrator's policy names one user, and no other. */
function checkUser({ userName }: IamUser, fields: URLSearchParams): void {
  if (fields.get('UserName') !== userName) {
    throw new IamProblem('AccessDenied', 'User is not authorized to perform this action on that resource.');
  }
}

function ageDaysIn(fields: URLSearchParams): number | undefined {
  const text = fields.get('CredentialAgeDays');
  if (text === null) return undefined;
  const days = Number(text);
  if (Number.isSafeInteger(days) && days >= 1 && days <= mostAgeDays) return days;
  throw invalid('CredentialAgeDays');
}

function metadataOf({ userName }: IamUser, { id, alias, isActive, createdAtEpochMs }: IamCredential): string {
  return [
    element('UserName', userName),
    element('Status', isActive ? 'Active' : 'Inactive'),
    element('ServiceCredentialAlias', alias),
    element('CreateDate', new Date(createdAtEpochMs).toISOString()),
    element('ServiceSpecificCredentialId', id),
    element('ServiceName', service),
  ].join('');
}

/** An element of XML around a text. */
export function element(name: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}

function invalid(parameter: string): IamProblem {
  return new IamProblem('ValidationError', `Value at '${parameter}' failed to satisfy constraint.`);
}
