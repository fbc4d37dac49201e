// Intercepts the connections of a page: breaks them, and loses, repeats or delays single messages.

const shop = (url) => url.pathname === '/orders';

export class Wire {
  #page;
  #connections = new Set();
  #cut = false;
  #lost;
  #doubled;

  constructor(page) {
    this.#page = page;
  }

  async attach() {
    await this.#page.routeWebSocket(/\/app\//, (connection) => this.#connect(connection));
    return this;
  }

  #connect(connection) {
    if (this.#cut) return void connection.close();
    this.#connections.add(connection);
    const server = connection.connectToServer();
    server.onMessage((message) => {
      const { event } = JSON.parse(message);
      if (event === this.#lost) return void (this.#lost = undefined);
      connection.send(message);
      if (event !== this.#doubled) return;
      this.#doubled = undefined;
      connection.send(message);
    });
  }

  /** Closes the page's connections and refuses new ones until `mend`. */
  async cut() {
    this.#cut = true;
    const connections = [...this.#connections];
    this.#connections.clear();
    await Promise.all(connections.map((connection) => connection.close()));
  }

  mend() {
    this.#cut = false;
  }

  /** The next event of this name does not arrive. */
  lose(event) {
    this.#lost = event;
  }

  /** The next event of this name arrives twice. */
  double(event) {
    this.#doubled = event;
  }

  /** The page's next request for orders is sent, but the response is delayed until `release` is called. */
  holdResponse() {
    return this.#hold(async (route, released) => {
      const response = await route.fetch();
      return async () => {
        await released;
        await route.fulfill({ response });
      };
    });
  }

  /** The page's next request for orders is not sent until `release` is called. */
  holdRequest() {
    return this.#hold(async (route, released) => async () => {
      await released;
      await route.continue();
    });
  }

  async #hold(prepare) {
    const { promise: released, resolve: release } = deferred();
    const { promise: held, resolve: hold } = deferred();
    const handler = async (route) => {
      const goOn = await prepare(route, released);
      hold();
      await goOn();
    };
    await this.#page.route(shop, handler, { times: 1 });
    return { held, release };
  }
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
