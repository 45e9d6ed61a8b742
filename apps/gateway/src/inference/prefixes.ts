/** Where every seed path stands. The prefix says which route; `v1` says nothing about it. */
export const PREFIXES = ['', 'v1', 'internet', 'v1/internet', 'vpn', 'v1/vpn'];
