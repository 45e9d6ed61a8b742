import { Injectable } from '@nestjs/common';
import { RoutePolicies } from '../route-policies.js';
import { RoutingStrategy, type RoutedReply, type RoutingRequest } from '../routing-strategy.js';

/** The VPC endpoint behind the tunnel. Its connection takes private and loopback addresses only. */
@Injectable()
export class VpnStrategy extends RoutingStrategy {
  override readonly routes = ['vpn'] as const;

  constructor(private readonly policies: RoutePolicies) {
    super();
  }

  override async send(request: RoutingRequest): Promise<RoutedReply> {
    return this.policies.require('vpn').send(request);
  }
}
