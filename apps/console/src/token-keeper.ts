const STORED_AS = 'console-token';

/** A token has no spaces; what people paste may have some around it, and the scheme in front. */
const PASTED = /^(?:bearer\s+)?(\S+)$/i;

/**
 * The token of this tab: in its memory, and in its session's storage so that it outlives a reload. It never is in the
 * address: one that comes behind `#token=` is taken out of there at once, and what is behind `#` goes to no server.
 */
export class TokenKeeper {
  private current: string | undefined;

  constructor(
    private readonly storage: Storage,
    location: Location,
    history: History,
  ) {
    const handedOver = new URLSearchParams(location.hash.slice(1)).get('token');
    if (handedOver !== null) history.replaceState(null, '', location.pathname + location.search);
    this.current = clean(handedOver ?? storage.getItem(STORED_AS) ?? '');
    if (this.current !== undefined) storage.setItem(STORED_AS, this.current);
  }

  /** Undefined until there is one. */
  get token(): string | undefined {
    return this.current;
  }

  /** Takes a new one. @returns whether it can be one at all. */
  take(pasted: string): boolean {
    const token = clean(pasted);
    if (token === undefined) return false;
    this.current = token;
    this.storage.setItem(STORED_AS, token);
    return true;
  }

  /** Forgets it: nobody who comes to this tab later has it. */
  forget(): void {
    this.current = undefined;
    this.storage.removeItem(STORED_AS);
  }
}

function clean(pasted: string): string | undefined {
  return PASTED.exec(pasted.trim())?.[1];
}
