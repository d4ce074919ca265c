/** Every reason to say no, with the HTTP status that REST answers with. Codes are stable: clients act on them. */
export const refusalStatus = {
  VALIDATION_ERROR: 422,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  BAD_CREDENTIALS: 401,
  SESSION_ENDED: 401,
  LINK_UNKNOWN: 404,
  LINK_USED: 410,
  LINK_EXPIRED: 410,
  LINK_REVOKED: 410,
  ACCOUNT_DEACTIVATED: 403,
  SECOND_FACTOR_REQUIRED: 401,
  SECOND_FACTOR_SETUP: 403,
  FORBIDDEN: 403,
  TENANT_MISMATCH: 403,
  CSRF_REQUIRED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  DUPLICATE: 409,
  TAKEN: 409,
  IN_USE: 409,
  ILLEGAL_TRANSITION: 409,
  REASON_REQUIRED: 422,
  MID_REUSED: 409,
  TOO_LARGE: 413,
  RATE_LIMITED: 429,
  DEFECT: 500,
  UNAVAILABLE: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

/** IN_USE: records that point at the one in question, as far as the reader sees them. */
export type LinkedRecords = {
  collection: string;
  field: string;
  count: number;
  /** Whether there are others that they do not see. */
  others: boolean;
};

export type RefusalDetails = {
  /** The field at fault, when one is. */
  field?: string;
  /** The record at fault, where a command is about several. */
  collection?: string;
  id?: string;
  /** CONFLICT: what the field holds now, the version that set it, and who did. */
  current?: unknown;
  version?: number;
  by?: string;
  /** RATE_LIMITED: seconds until the next try makes sense. */
  retryAfter?: number;
  /** SESSION_ENDED: whether the person was deactivated or deleted, rather than signed out. */
  deactivated?: true;
  /** DEFECT: the number under which it was logged. */
  reference?: string;
  /** IN_USE: what points at it, and whether the reader may move all of that to another, by `moveTo`. */
  linked?: LinkedRecords[];
  canMove?: boolean;
  /** IN_USE: they might, were there not more of a link than one mutation moves. */
  tooMany?: true;
  /** VALIDATION_ERROR with several fields at fault. */
  problems?: { field: string; message: string }[];
};

/** What a client is told when something is refused. */
export type RefusalData = { code: RefusalCode; message: string; details?: RefusalDetails };

/** Said on purpose, with a sentence for a person. Any other error is a defect. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: RefusalDetails | undefined;

  constructor(code: RefusalCode, message: string, details?: RefusalDetails) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toJSON(): RefusalData {
    return this.details
      ? { code: this.code, message: this.message, details: this.details }
      : { code: this.code, message: this.message };
  }
}

/** "Not yours" and "not there" read the same, so that no one learns what exists. */
export const notFound = (label: string): Refusal =>
  new Refusal('NOT_FOUND', `This ${label.toLowerCase()} does not exist, or you don't have access to it.`);

export const invalid = (field: string, message: string): Refusal => new Refusal('VALIDATION_ERROR', message, { field });
