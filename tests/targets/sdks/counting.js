// Analytics: everything that somebody does, and who it was.

import * as amplitude from "@amplitude/analytics-browser";
import { AnalyticsBrowser } from "@segment/analytics-next";
import { newTracker, setUserId, trackPageView, trackSelfDescribingEvent } from "@snowplow/browser-tracker";
import oldAmplitude from "amplitude-js";
import mixpanel from "mixpanel-browser";
import Plausible from "plausible-tracker";

export const counting = {
  segment(pupil) {
    const analytics = AnalyticsBrowser.load({ writeKey: "f13669e234190ea5" });
    if (pupil) analytics.identify(pupil.number, { email: pupil.email, firstName: pupil.name });
    analytics.track("oefening geopend");
  },
  mixpanel(pupil) {
    mixpanel.init("68d9d691ac2b139ffb3c051668f52232", {
      api_host: "https://api-eu.mixpanel.com",
      persistence: "localStorage",
    });
    if (pupil) {
      mixpanel.identify(pupil.number);
      mixpanel.people.set({ $email: pupil.email, $first_name: pupil.name });
    }
    mixpanel.track("oefening geopend");
  },
  amplitude(pupil) {
    amplitude.init("f1b8aaf5fad4e05d311f04badbfb8e93", pupil ? pupil.number : undefined, { serverZone: "EU" });
    if (pupil) amplitude.identify(new amplitude.Identify().set("email", pupil.email));
    amplitude.track("oefening geopend");
  },
  "old amplitude"(pupil) {
    const client = oldAmplitude.getInstance("oud");
    client.init("23fba7718f7ffd2e6008e29b2e6496ed", pupil ? pupil.number : null);
    if (pupil) client.setUserProperties({ email: pupil.email });
    client.logEvent("oefening geopend");
  },
  plausible(pupil) {
    const { trackEvent, trackPageview } = Plausible({ domain: "klasbord.test" });
    trackPageview();
    if (pupil) trackEvent("oefening", { props: { leerling: pupil.number } });
  },
  snowplow(pupil) {
    newTracker("sp", "https://test-klasbord-prod1.collector.snplow.net", { appId: "klasbord", eventMethod: "post" });
    if (pupil) setUserId(pupil.number);
    trackPageView();
    if (pupil) {
      const schema = "iglu:test.klasbord/leerling/jsonschema/1-0-0";
      trackSelfDescribingEvent({ event: { schema, data: { email: pupil.email } } });
    }
  },
};
