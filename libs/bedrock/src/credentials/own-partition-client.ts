/**
 * What all clients of AWS services in the gateway's own partition have in common. Endpoint, region and credentials are
 * the SDK's own (`AWS_ENDPOINT_URL_...`, `AWS_REGION`, role).
 *
 * Two attempts: one repetition for a dropped connection. To wait for longer is the business of whoever needs the answer.
 */
export const OWN_PARTITION_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
