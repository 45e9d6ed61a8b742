export { BedrockConnections } from './bedrock-connections.js';
export { describeOperation, isBedrockOperation, OFFERED_OPERATIONS } from './bedrock-operations.js';
export type { BedrockOperation, OfferedOperation } from './bedrock-operations.js';
export { classifyAbort } from './classify-failure.js';
export { BedrockModule } from './bedrock.module.js';
export type { BedrockOptions } from './bedrock.options.js';
export type { ConnectionOptions } from './connection/connection-options.js';
export { hasFipsEndpoints } from './connection/fips-regions.js';
export { parseEndpoint } from './connection/parse-endpoint.js';
export type { AccessKeyCredentials, ApiKeyCredentials, BedrockCredentials } from './credentials/bedrock-credentials.js';
export { CredentialsInUse } from './credentials/credentials-in-use.js';
export type { CredentialsReport } from './credentials/credentials-in-use.js';
export { CredentialsSource } from './credentials/credentials-source.js';
export { readApiKeySecret, writeApiKeySecret } from './credentials/api-key-secret.js';
export type { ApiKeySecret } from './credentials/api-key-secret.js';
export type { Principal } from './credentials/principal.js';
export { SecretReader } from './credentials/secret-reader.js';
export type { SecretStage, SecretVersion } from './credentials/secret-reader.js';
export { SecretsManagerCredentialsSource } from './credentials/secrets-manager-credentials.source.js';
export { SecretsManagerSecretReader } from './credentials/secrets-manager-secret.reader.js';
export { describeIssuer } from './credentials/web-identity/identity-documents.js';
export type { IdentityDocuments, PublishedKey } from './credentials/web-identity/identity-documents.js';
export { readSigningKey } from './credentials/web-identity/read-signing-key.js';
export { signingKeyId } from './credentials/web-identity/signing-key-id.js';
export type { WebIdentityOptions } from './credentials/web-identity/web-identity-options.js';
export {
  BedrockCallError,
  BedrockError,
  ConnectionOptionsInvalidError,
  CredentialsUnavailableError,
  ModelIdInvalidError,
  NoEndpointError,
  PathLabelInvalidError,
  SecretUnchangedError,
  SecretUnreadableError,
} from './errors.js';
export type { FailureKind, UpstreamAnswer, UpstreamProblem } from './errors.js';
export { chunkBytes } from './event-stream/event-stream-frame.js';
export type { EventStreamFrame } from './event-stream/event-stream-frame.js';
export { FrameReader } from './event-stream/frame-reader.js';
export { readFrames } from './event-stream/read-frames.js';
export { CatalogueCache } from './inference-profiles/catalogue-cache.js';
export { parseFoundationModelArn } from './inference-profiles/foundation-model-arn.js';
export type { FoundationModel } from './inference-profiles/foundation-model.js';
export { needsProfile } from './inference-profiles/foundation-model.js';
export type { InferenceProfile } from './inference-profiles/inference-profile.js';
export { InferenceProfiles } from './inference-profiles/inference-profiles.js';
export { loadCatalogue } from './inference-profiles/load-catalogue.js';
export { mayHaveModelsBehind } from './inference-profiles/may-have-models-behind.js';
export { ModelCatalogue } from './inference-profiles/model-catalogue.js';
export type { SendCall } from './inference-profiles/send-call.js';
export { parseModelId } from './model-id.js';
export { ModelInvoker } from './model-invoker.js';
export type { BedrockReply, BedrockRequest, ReplyInspection } from './model-invoker.js';
export { isModelLabel, parsePathLabel } from './path-labels.js';
export type { PathLabel } from './path-labels.js';
export { relayReply } from './relay-reply.js';
export type { OperationShape } from './read-operation-schema.js';
export { pickRequestHeaders } from './answer/pick-headers.js';
export { SecretVersions, versionAt } from './secret-versions/secret-versions.js';
export type { SecretOutline, StagedText, StageMove } from './secret-versions/secret-versions.js';
export { SecretsManagerSecretVersions } from './secret-versions/secrets-manager-secret.versions.js';
export { tryCredentials } from './credentials/try-credentials.js';
export type { TokenUsage } from './token-usage.js';
export { throwIfAborted, unlessAborted, untilAborted } from './until-aborted.js';
