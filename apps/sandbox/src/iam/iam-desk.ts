import { randomBytes } from 'node:crypto';
import type { CredentialBook } from '../bedrock/authenticate.js';
import type { AccessKey } from '../bedrock/verify-sigv4.js';
import type { LoopbackListener } from '../http/loopback-listener.js';
import type { IamSettings } from '../sandbox.options.js';
import { IamStandIn } from './iam-stand-in.js';
import { IamUser } from './iam-user.js';
import type { IamCredential } from './iam-user.js';

/** IAM as a test sees it. */
export interface SandboxIam {
  readonly url: string;
  readonly userName: string;
  /** Of the administrator whose requests IAM hears. */
  readonly accessKey: AccessKey;
  /** The user's keys as they are now. */
  credentials(): readonly IamCredential[];
  /** Makes a key past HTTP, as a person would in the console. */
  createByHand(): IamCredential;
}

/** The stand-in, its user, and what tests do with them past HTTP. */
export class IamDesk {
  private constructor(
    private readonly user: IamUser,
    private readonly standIn: IamStandIn,
    private readonly accessKey: AccessKey,
  ) {}

  /** Makes IAM, and the source of the API keys that Bedrock accepts of it. Its listener is not open yet. */
  static open(settings: IamSettings, credentials: CredentialBook, nowEpochMs: () => number = Date.now): IamDesk {
    const { userName = 'bedrock-gateway', propagationMs = 0, accessKey = newAccessKey(), port = 0 } = settings;
    const user = new IamUser({ userName, propagationMs, nowEpochMs });
    user.adopt(credentials.current.bedrockApiKey);
    credentials.acceptApiKeysOf(user);
    return new IamDesk(user, new IamStandIn(user, { accessKey, nowEpochMs }, port), accessKey);
  }

  get listener(): LoopbackListener {
    return this.standIn.listener;
  }

  get view(): SandboxIam {
    const { user, accessKey, listener } = this;
    return {
      url: listener.url,
      userName: user.userName,
      accessKey,
      credentials: () => user.credentials,
      createByHand: () => user.create(undefined),
    };
  }
}

function newAccessKey(): AccessKey {
  return { accessKeyId: 'AKIASANDBOXROTATION0', secretAccessKey: randomBytes(30).toString('base64') };
}
