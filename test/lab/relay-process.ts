import { startRelay, type RelayPlan } from './relay.ts';

/** Runs in a namespace: carries what the plans on the command line say, until it is killed. */
const plans = process.argv.slice(2).map((text) => JSON.parse(text) as RelayPlan);
await Promise.all(plans.map((plan) => startRelay(plan)));
process.send?.('ready');
