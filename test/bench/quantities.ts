import type { Quantity } from '../../bench/report/quantity.ts';

/** A quantity as `npm run bench` measures it, with figures of one's own. */
export function quantityOf(rounds: Quantity['rounds'], others: Partial<Quantity> = {}): Quantity {
  return {
    id: 'throughput.rate.1kB',
    group: 'throughput',
    title: 'requests',
    unit: '/s',
    better: 'higher',
    reference: 'bare',
    rounds,
    ...others,
  };
}
