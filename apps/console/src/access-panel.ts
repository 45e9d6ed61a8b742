import { byId, setText } from './elements.js';
import type { FeedState } from './feed.js';

/** What people are told about the feed, and whether they have to do something. */
const STATES: Readonly<Record<FeedState, { readonly words: string; readonly notice?: string }>> = {
  live: { words: '● Live' },
  lost: { words: '▲ Cut off, trying again' },
  expired: {
    words: '■ Stopped',
    notice: 'The token has expired. What you see is as it was then. Enter a new token to go on.',
  },
  refused: {
    words: '■ Stopped',
    notice:
      'The gateway does not take this token: it has expired, was revoked, or is no token of this gateway. Enter another one.',
  },
  forbidden: {
    words: '■ Stopped',
    notice: 'This token does not have the permission console:read. Enter one that has it.',
  },
};

/** Where the token is entered, and where it is told when a new one is needed. */
export class AccessPanel {
  private readonly form = byId('access', HTMLFormElement);
  private readonly field = byId('token', HTMLInputElement);

  /** @param take takes a token as it was entered; false if it can be none. */
  constructor(take: (pasted: string) => boolean, forget: () => void) {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      const isTaken = take(this.field.value);
      this.field.value = '';
      if (!isTaken) this.ask('Enter a token: it is one long word without spaces.');
    });
    byId('forget', HTMLButtonElement).addEventListener('click', () => {
      forget();
      setText(byId('feed-state', HTMLElement), '■ Stopped');
      this.ask('The token has been forgotten. Enter one to go on.');
    });
  }

  /** Asks for a token, says why, and has the field ready. */
  ask(why: string): void {
    this.form.hidden = false;
    byId('forget', HTMLButtonElement).hidden = true;
    setText(byId('notice', HTMLElement), why);
    this.field.focus();
  }

  /** Shows how the feed stands. */
  show(state: FeedState): void {
    const { words, notice } = STATES[state];
    setText(byId('feed-state', HTMLElement), words);
    if (notice !== undefined) return this.ask(notice);
    if (state !== 'live') return;
    this.form.hidden = true;
    byId('forget', HTMLButtonElement).hidden = false;
    setText(byId('notice', HTMLElement), '');
  }
}
