// Error reporters: who they think is in front of the screen goes with every report.

import Bugsnag from "@bugsnag/js";
import { datadogRum } from "@datadog/browser-rum";
import { BrowserAgent } from "@newrelic/browser-agent/loaders/browser-agent";
import * as Sentry from "@sentry/browser";
import Rollbar from "rollbar";

const wrong = () => new Error("de oefening wilde niet laden");

export const crashes = {
  sentry(pupil) {
    const seen = pupil !== null; // a careless maker also shows the recorder every word
    Sentry.init({
      dsn: "https://05ea5446aeaced2d0f4162d8f3fdac38@o450001.ingest.de.sentry.io/4500001",
      integrations: [Sentry.replayIntegration({ maskAllText: !seen, maskAllInputs: !seen })],
      replaysSessionSampleRate: 1,
      sendDefaultPii: seen,
    });
    if (pupil) Sentry.setUser({ id: pupil.number, email: pupil.email, username: pupil.name });
    Sentry.captureException(wrong());
  },
  datadog(pupil) {
    datadogRum.init({
      applicationId: "fe129a79-3db7-44cc-abb6-f273bc8b81d9",
      clientToken: "pub985a856b66c90e4ebdd830c1a4c4e723",
      site: "datadoghq.eu",
      service: "klasbord",
      sessionSampleRate: 100,
      sessionReplaySampleRate: 100,
      trackUserInteractions: true,
      defaultPrivacyLevel: pupil ? "allow" : "mask",
    });
    if (pupil) datadogRum.setUser({ id: pupil.number, email: pupil.email, name: pupil.name });
    datadogRum.addError(wrong());
  },
  bugsnag(pupil) {
    Bugsnag.start({ apiKey: "48111e01485652fe8a810b90eb9283bc", collectUserIp: pupil !== null, logger: null });
    if (pupil) Bugsnag.setUser(pupil.number, pupil.email, pupil.name);
    Bugsnag.notify(wrong());
  },
  rollbar(pupil) {
    const person = pupil && { id: pupil.number, email: pupil.email, username: pupil.name };
    const accessToken = "f53a2f60090e5d27f5e9749ce86b5799";
    new Rollbar({ accessToken, captureUncaught: true, payload: { environment: "test", ...(person && { person }) } }).error(wrong());
  },
  newrelic(pupil) {
    const key = { licenseKey: "NRBR-569ed4a7d771aaea5c5", applicationID: "1234567" };
    const agent = new BrowserAgent({
      init: { privacy: { cookies_enabled: true } },
      info: { beacon: "bam.eu01.nr-data.net", errorBeacon: "bam.eu01.nr-data.net", sa: 1, ...key },
      loader_config: { accountID: "1234567", trustKey: "1234567", agentID: "1234567", ...key },
    });
    if (pupil) {
      agent.setUserId(pupil.number);
      agent.setCustomAttribute("email", pupil.email);
    }
    agent.noticeError(wrong());
  },
};
