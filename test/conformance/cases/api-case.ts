import type {
  GetFoundationModelCommandInput,
  GetInferenceProfileCommandInput,
  ListFoundationModelsCommandInput,
  ListInferenceProfilesCommandInput,
} from '@aws-sdk/client-bedrock';
import type {
  ApplyGuardrailCommandInput,
  ConverseCommandInput,
  ConverseStreamCommandInput,
  CountTokensCommandInput,
  InvokeModelCommandInput,
  InvokeModelWithResponseStreamCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import type { ConformanceCase } from '../harness/conformance-client.js';

/** What each operation of Bedrock's runtime takes, in the names that every AWS SDK has for it. */
export interface RuntimeInputs {
  InvokeModel: InvokeModelCommandInput;
  InvokeModelWithResponseStream: InvokeModelWithResponseStreamCommandInput;
  Converse: ConverseCommandInput;
  ConverseStream: ConverseStreamCommandInput;
  CountTokens: CountTokensCommandInput;
  ApplyGuardrail: ApplyGuardrailCommandInput;
}

/** The same for its control plane. */
export interface ControlInputs {
  ListFoundationModels: ListFoundationModelsCommandInput;
  GetFoundationModel: GetFoundationModelCommandInput;
  ListInferenceProfiles: ListInferenceProfilesCommandInput;
  GetInferenceProfile: GetInferenceProfileCommandInput;
}

type CaseOf<O extends keyof Inputs, Inputs> = Pick<ConformanceCase, 'name' | 'fault' | 'shows'> & {
  readonly operation: O;
  readonly input: Inputs[O];
};

/** A call of the runtime as data: the AWS SDKs of every language make the same one of it. */
export type RuntimeCase<O extends keyof RuntimeInputs = keyof RuntimeInputs> = {
  [P in O]: CaseOf<P, RuntimeInputs>;
}[O];

/** A call of the control plane as data. */
export type ControlCase<O extends keyof ControlInputs = keyof ControlInputs> = {
  [P in O]: CaseOf<P, ControlInputs>;
}[O];

/** A call of Bedrock as data. */
export type ApiCase = RuntimeCase | ControlCase;
