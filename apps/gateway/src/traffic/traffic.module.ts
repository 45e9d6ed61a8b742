import { TrafficPolicy } from '@app/routing';
import { Global, Module } from '@nestjs/common';
import { OperatorTraffic } from './operator-traffic.js';
import { TrafficReport } from './traffic-report.js';

/** How `auto` is spread over the routes. Global: the routing library asks for its port. Needs a global `GatewayConfig`. */
@Global()
@Module({
  providers: [OperatorTraffic, TrafficReport, { provide: TrafficPolicy, useExisting: OperatorTraffic }],
  exports: [OperatorTraffic, TrafficReport, TrafficPolicy],
})
export class TrafficModule {}
