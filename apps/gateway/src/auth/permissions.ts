/** Everything that a token can permit. */
export const PERMISSIONS = [
  'bedrock:invoke',
  'bedrock:invoke-stream',
  'bedrock:list-models',
  'status:read',
  'audit:read',
  'console:read',
] as const;

/** One thing that a caller may do. */
export type Permission = (typeof PERMISSIONS)[number];
