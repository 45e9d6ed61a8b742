import { AccessPanel } from './access-panel.js';
import { ChartsPanel } from './charts-panel.js';
import { byId, setText } from './elements.js';
import { showErrors } from './errors-panel.js';
import { Feed } from './feed.js';
import { fieldsOf, numberOf } from './fields.js';
import { formatCount } from './format.js';
import { showPlace } from './place-panel.js';
import { openRequest, startRequestDialog } from './request-dialog.js';
import { readRequest } from './request-row.js';
import { RequestsPanel } from './requests-panel.js';
import { RoutesPanel } from './routes-panel.js';
import type { ServerEvent } from './sse-parser.js';
import { startTheme } from './theme.js';
import { TokenKeeper } from './token-keeper.js';
import { UsagePanel } from './usage-panel.js';

/** Puts the parts of the page together: what comes from the feed goes to those who show it. */
class Page {
  private readonly keeper = new TokenKeeper(sessionStorage, location, history);
  private readonly routes = new RoutesPanel();
  private readonly charts = new ChartsPanel();
  private readonly requests = new RequestsPanel((row) => void openRequest(row, this.keeper.token));
  private readonly access = new AccessPanel(
    (pasted) => this.take(pasted),
    () => this.forget(),
  );
  private readonly feed = new Feed({
    onEvent: (event) => this.hear(event),
    onState: (state) => this.access.show(state),
  });
  private readonly usage = new UsagePanel(() => this.keeper.token);
  private following = new AbortController();
  private missed = 0;
  private isDrawing = false;

  start(): void {
    startTheme(() => {
      this.charts.forget();
      this.draw();
    });
    startRequestDialog();
    byId('older', HTMLButtonElement).addEventListener('click', () => {
      if (this.keeper.token !== undefined) void this.requests.readOlder(this.keeper.token);
    });
    if (this.keeper.token === undefined) this.access.ask('Enter a token with the permission console:read.');
    else this.follow(this.keeper.token);
  }

  private take(pasted: string): boolean {
    const isTaken = this.keeper.take(pasted);
    if (isTaken && this.keeper.token !== undefined) this.follow(this.keeper.token);
    return isTaken;
  }

  private forget(): void {
    this.keeper.forget();
    this.following.abort();
  }

  private follow(token: string): void {
    this.following.abort();
    this.following = new AbortController();
    void this.feed.follow(token, this.following.signal);
    void this.usage.show();
  }

  private hear({ name, data }: ServerEvent): void {
    const value: unknown = JSON.parse(data);
    if (name === 'status') this.showStatus(value);
    if (name === 'request') this.addRequest(value);
    if (name === 'gap') this.addGap(numberOf(fieldsOf(value), 'missed') ?? 0);
  }

  private showStatus(value: unknown): void {
    const status = fieldsOf(value);
    // By the gateway's clock: that of whoever looks may be wrong.
    const nowEpochMs = Date.parse(String(status['at']));
    showPlace(status, nowEpochMs);
    this.routes.show(status, nowEpochMs);
  }

  private addRequest(value: unknown): void {
    const row = readRequest(value);
    if (row === undefined) return;
    this.requests.add(row);
    if (row.model !== undefined) this.usage.soon();
    this.draw();
  }

  private addGap(missed: number): void {
    this.missed += missed;
    setText(byId('gap', HTMLElement), `${formatCount(this.missed)} requests came too fast to be shown`);
  }

  /** Many requests come at once; they are drawn together. */
  private draw(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      this.charts.show(this.requests.rows);
      showErrors(this.requests.rows);
    });
  }
}

new Page().start();
