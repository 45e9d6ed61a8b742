import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ARTIFACT, REPOSITORY, type ArtifactFolder } from './artifact.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundledPackages } from './bundled-packages.ts';
import { bundleEntry } from './bundle-entry.ts';
import { copySwaggerAssets } from './swagger-assets.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

/**
 * Builds everything that is deployed into an empty folder: the bundles with their source maps, the licences and the
 * bill of materials of what is in them, the assets of Swagger UI, and nothing else. The same sources give the same bytes.
 */
export async function buildArtifact(outFolder: string): Promise<void> {
  rmSync(outFolder, { recursive: true, force: true });
  await Promise.all(ARTIFACT.map((each) => buildFolder(each, join(outFolder, each.name))));
}

async function buildFolder({ name, entry, bundle, hasSwaggerUi }: ArtifactFolder, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // As if in its usual place, wherever it is written to: the map tells the way from there to the sources.
  const { outputFiles, metafile } = await bundleEntry(entry, join(REPOSITORY, 'dist/lambda', name, bundle));
  for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
  const packages = [...bundledPackages(metafile), ...(hasSwaggerUi ? [copySwaggerAssets(folder)] : [])];
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicences(packages));
  writeFileSync(join(folder, 'sbom.cdx.json'), billOfMaterials(name, packages));
}
