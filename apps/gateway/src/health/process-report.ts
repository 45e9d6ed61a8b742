import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { ProblemCounts } from '../problems/problem-counts.js';

/** What a process says about itself. */
export interface ProcessFacts {
  readonly version: string;
  /** Networks that it reaches directly. */
  readonly attachment: string;
  readonly requestsInFlight: number;
  /** Errors answered since it started, by HTTP status. */
  readonly problemsByStatus: Readonly<Record<string, number>>;
}

/** Collects what this process knows about itself. */
@Injectable()
export class ProcessReport {
  constructor(
    private readonly config: GatewayConfig,
    private readonly requests: RequestsInFlight,
    private readonly problems: ProblemCounts,
  ) {}

  report(): ProcessFacts {
    const { version, attachment } = this.config;
    return { version, attachment, requestsInFlight: this.requests.count, problemsByStatus: this.problems.byStatus };
  }
}
