/** What an AWS region looks like, e.g. `us-east-1` or `us-gov-west-1`. It becomes part of a host name. */
export const REGION_NAME = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
