// The banner that is shown while the realtime service does not accept events.
import { realtime } from "./api";
import { found } from "./dom";

const PERIOD = 2000;
const TEXT = "The realtime service is unavailable. Orders are taken; this page shows them when it is back.";

export function watch(): void {
  const banner = found("outage", HTMLParagraphElement);
  const look = async () => {
    try {
      const { outage_seconds } = await realtime();
      banner.textContent = outage_seconds === null ? "" : TEXT;
    } catch {
      // The shop itself does not respond: nothing is known of the realtime service.
    }
    setTimeout(look, PERIOD);
  };
  void look();
}
