import { byId, setText } from './elements.js';
import { fieldsOf, numberOf, textOf, type Fields } from './fields.js';
import { formatAgo, NOTHING } from './format.js';

const PARTITIONS: Readonly<Record<string, string>> = { govcloud: 'AWS GovCloud', commercial: 'AWS commercial' };

/** Shows where this process is, where it leads to, and what it is doing. */
export function showPlace(status: Fields, nowEpochMs: number): void {
  const show = (id: string, text: string): void => setText(byId(id, HTMLElement), text);
  show('source', placeOf(status, 'sourcePartition', 'region'));
  show('destination', placeOf(status, 'destinationPartition', 'destinationRegion'));
  show('version', textOf(status, 'version') ?? NOTHING);
  show('attachment', attachmentOf(textOf(status, 'attachment')));
  show('in-flight', String(numberOf(status, 'requestsInFlight') ?? NOTHING));
  for (const store of ['audit', 'secrets']) {
    show(`store-${store}`, storeOf(fieldsOf(fieldsOf(status['stores'])[store]), nowEpochMs));
  }
}

function placeOf(status: Fields, partition: string, region: string): string {
  const name = PARTITIONS[textOf(status, partition) ?? ''] ?? NOTHING;
  const where = textOf(status, region);
  return where === undefined ? name : `${name}, ${where}`;
}

function attachmentOf(attachment: string | undefined): string {
  return attachment === 'both' ? 'internet and VPN' : (attachment ?? NOTHING);
}

function storeOf(store: Fields, nowEpochMs: number): string {
  const state = textOf(store, 'state');
  if (state === 'up') return `● Up, proven ${formatAgo(textOf(store, 'provenAt'), nowEpochMs)}`;
  if (state === 'down') return `■ Down: ${textOf(store, 'reason') ?? 'no answer'}`;
  return '◇ Not yet known';
}
