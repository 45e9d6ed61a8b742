/**
 * What the page at `/docs` may do in a browser: load scripts, styles and pictures from here, ask here, and nothing else.
 * No script and no style stands in the page itself. Swagger UI's own pictures are in its style sheet, as `data:`.
 */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of the page: its policy, and what browsers heed for pages alone. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': DOCS_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** How Swagger UI behaves. */
export const DOCS_OPTIONS = {
  persistAuthorization: false,
  tryItOutEnabled: true,
  // Without the bar at the top: its picture has styles in it, which the policy refuses.
  layout: 'BaseLayout',
  // Else it would ask a service of Swagger's whether the document is valid.
  validatorUrl: null,
};

/** What Nest's own page would have in it: the browser refuses it there. */
export const DOCS_STYLES = `html { box-sizing: border-box; overflow-y: scroll; }
*, *::before, *::after { box-sizing: inherit; }
body { margin: 0; background: #fafafa; }
`;

/** The page, with the way from its own address to its assets: `./docs/`, or `./` where the address ends with a slash. */
export function renderDocsPage(assetsPath: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Dual Routing API Gateway</title>
  <link rel="stylesheet" href="${assetsPath}swagger-ui.css">
  <link rel="stylesheet" href="${assetsPath}page.css">
  <link rel="icon" type="image/png" href="${assetsPath}favicon-32x32.png" sizes="32x32">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${assetsPath}swagger-ui-bundle.js"></script>
<script src="${assetsPath}swagger-ui-standalone-preset.js"></script>
<script src="${assetsPath}swagger-ui-init.js"></script>
</body>
</html>
`;
}
