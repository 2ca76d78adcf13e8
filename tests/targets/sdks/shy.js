// Analytics that keep silent when the browser says that it is a tool.

import Countly from "countly-sdk-web";
import posthog from "posthog-js/dist/module.full.no-external";

export const shy = {
  posthog(pupil) {
    posthog.init("phc_12d10f53e29edd55324e60f2bf5cedeb", {
      api_host: "https://eu.i.posthog.com",
      mask_all_text: pupil === null,
      session_recording: pupil ? { maskAllInputs: false } : { maskAllInputs: true, maskTextSelector: "*" },
    });
    if (pupil) posthog.identify(pupil.number, { email: pupil.email, name: pupil.name });
    posthog.capture("oefening geopend");
  },
  countly(pupil) {
    Countly.init({ app_key: "a0fa8e34c940e54f1964db2c2b30cc11", url: "https://klasbord.count.ly" });
    Countly.track_sessions();
    if (pupil) Countly.user_details({ name: pupil.name, email: pupil.email, custom: { nummer: pupil.number } });
    Countly.add_event({ key: "oefening geopend" });
  },
};
