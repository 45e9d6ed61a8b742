import { Injectable } from '@nestjs/common';
import { RoutePolicies } from '../route-policies.js';
import { RoutingStrategy, type RoutedReply, type RoutingRequest } from '../routing-strategy.js';

/** The public regional endpoint, over TLS. */
@Injectable()
export class InternetStrategy extends RoutingStrategy {
  override readonly routes = ['internet'] as const;

  constructor(private readonly policies: RoutePolicies) {
    super();
  }

  override async send(request: RoutingRequest): Promise<RoutedReply> {
    return this.policies.require('internet').send(request);
  }
}
