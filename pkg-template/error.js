/** The one error class of the package. The core makes it too, with a message that says what was expected. */
export class EmbedHostError extends Error {
  // A field, since assigning throws where a page has frozen `Error.prototype`.
  name = 'EmbedHostError';

  constructor(code, details, message = code) {
    super(message);
    this.code = code;
    if (details?.status !== undefined) this.status = details.status;
    if (details?.retryAfter !== undefined) this.retryAfter = details.retryAfter;
  }
}
