/** Version of the gateway: that of `apps/gateway/package.json`, which a bundle no longer has beside it. A spec keeps the two equal. */
export const VERSION = '0.1.0';
