// The control endpoints of the stand-in servers: faults of the backend's token endpoint, and commands to the guest page.

const patience = 5000;
const pause = 100;

export class StandIn {
  #wisdom;
  #showOutage;
  #outage = false;

  /** `showOutage(on)` is called when an outage begins and when it ends. */
  constructor(wisdom, showOutage) {
    this.#wisdom = wisdom;
    this.#showOutage = showOutage;
  }

  /** Whether every answer of the token endpoint is a faulty one. */
  get outage() {
    return this.#outage;
  }

  /** Makes the next answer of the token endpoint a faulty one. */
  async failOnce(fault) {
    await this.#fail({ ...fault, times: 1 }, false);
  }

  /** Makes every answer of the token endpoint a faulty one, until it is mended. */
  async failAlways(fault) {
    await this.#fail(fault, true);
  }

  /** Removes the fault. */
  async mend() {
    await this.#fail({ kind: 'none' }, false);
  }

  /** Sends a command to every open guest page. False if none is listening, which a page that just loaded needs a moment for. */
  async commandGuests(command) {
    const giveUp = performance.now() + patience;
    do {
      const response = await post(`${this.#wisdom}/control/guests`, command);
      const { guests } = await response.json();
      if (guests > 0) return true;
      await new Promise((resume) => setTimeout(resume, pause));
    } while (performance.now() < giveUp);
    return false;
  }

  async #fail(fault, outage) {
    await post('/faults', { tokenEndpoint: fault });
    this.#outage = outage;
    this.#showOutage(outage);
  }
}

async function post(address, body) {
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The stand-in answered HTTP ${response.status}.`);
  return response;
}
