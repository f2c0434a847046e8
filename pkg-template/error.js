/** The one error class of the package. The core makes it too, with a message that says what was expected. */
export class EmbedHostError extends Error {
  constructor(code, details, message = code) {
    super(message);
    this.name = 'EmbedHostError';
    this.code = code;
    if (details?.status !== undefined) this.status = details.status;
    if (details?.retryAfter !== undefined) this.retryAfter = details.retryAfter;
  }
}
