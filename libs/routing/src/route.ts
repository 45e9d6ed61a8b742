/** A way to Bedrock: the public regional endpoint, or the VPC endpoint behind the site-to-site VPN. */
export const ROUTES = ['internet', 'vpn'] as const;
export type Route = (typeof ROUTES)[number];

/** What a caller may ask for: one route, or `auto` for the operator's order. */
export type RoutingMethod = 'auto' | Route;

/** True for the name of a route, exactly as written in headers, claims and configuration. */
export function isRoute(text: string): text is Route {
  return ROUTES.some((route) => route === text);
}
