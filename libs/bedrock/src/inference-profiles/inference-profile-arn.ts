import { isCallableId } from './answer-fields.js';

// Of everything that can be called, only ARNs hold a slash, and the kind of thing stands right before the first one.
const APPLICATION_PROFILE = /^[^/]+:application-inference-profile\//;
const SYSTEM_DEFINED_PROFILE = /^[^/]+:inference-profile\//;

/** Whether a text is the ARN of an application inference profile, fit to be called. */
export function isApplicationProfileArn(text: string): boolean {
  return isCallableId(text) && APPLICATION_PROFILE.test(text);
}

/** Whether a text is the ARN of a system-defined inference profile, fit to be called. */
export function isSystemProfileArn(text: string): boolean {
  return isCallableId(text) && SYSTEM_DEFINED_PROFILE.test(text);
}
