/** The addresses of a network as numbers, both ends included. */
export interface AddressRange {
  readonly from: number;
  readonly to: number;
}

/** The range of an IPv4 network, such as `10.1.0.0/16`; also where the address is not the network's first. */
export function rangeOf(cidr: string): AddressRange {
  const [address = '', bits = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const from = Math.floor(number / size) * size;
  return { from, to: from + size - 1 };
}

/** Whether two networks have an address in common. */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [rangeOf(one), rangeOf(other)];
  return first.from <= second.to && second.from <= first.to;
}
