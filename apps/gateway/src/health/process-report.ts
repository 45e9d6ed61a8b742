import { CredentialsInUse, type CredentialsReport } from '@app/bedrock';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { ProblemCounts } from '../problems/problem-counts.js';
import { ageInDays } from './long-lived-key.warning.js';

/** What a process says about itself. */
export interface ProcessFacts {
  readonly version: string;
  /** Networks that it reaches directly. */
  readonly attachment: string;
  readonly requestsInFlight: number;
  /** Errors answered since it started, by HTTP status. */
  readonly problemsByStatus: Readonly<Record<string, number>>;
  /** What the gateway shows Bedrock; absent until it has shown anything. */
  readonly credentials?: CredentialsFacts;
}

/** Of which kind the commercial credentials are, and how old where they last. */
export interface CredentialsFacts extends Pick<CredentialsReport, 'kind' | 'isLongLived'> {
  readonly ageDays?: number;
}

/** Collects what this process knows about itself. */
@Injectable()
export class ProcessReport {
  constructor(
    private readonly config: GatewayConfig,
    private readonly requests: RequestsInFlight,
    private readonly problems: ProblemCounts,
    private readonly credentials: CredentialsInUse,
  ) {}

  report(): ProcessFacts {
    const { version, attachment } = this.config;
    const credentials = this.credentials.report;
    return {
      version,
      attachment,
      requestsInFlight: this.requests.count,
      problemsByStatus: this.problems.byStatus,
      ...(credentials && { credentials: factsOf(credentials) }),
    };
  }
}

function factsOf(report: CredentialsReport): CredentialsFacts {
  const { kind, isLongLived } = report;
  const ageDays = ageInDays(report);
  return { kind, isLongLived, ...(ageDays !== undefined && { ageDays }) };
}
