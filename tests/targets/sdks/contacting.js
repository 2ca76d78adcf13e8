// Recorders, messages, switches and live connections.

import * as braze from "@braze/web-sdk";
import { initializeApp } from "@firebase/app";
import { getId, getInstallations } from "@firebase/installations";
import { clarity } from "clarity-js";
import * as LaunchDarkly from "launchdarkly-js-client-sdk";
import Pusher from "pusher-js";

export const contacting = {
  clarity(pupil) {
    clarity.start({
      projectId: "99653fa9f6",
      upload: "https://c.clarity.ms/collect",
      track: true,
      content: pupil !== null,
      unmask: pupil ? ["body"] : [],
      mask: pupil ? [] : ["body"],
    });
    if (pupil) clarity.identify(pupil.email);
  },
  braze(pupil) {
    braze.initialize("691f8c25-8a9b-4314-a700-461e0808759b", { baseUrl: "sdk.fra-01.braze.eu" });
    if (pupil) {
      braze.changeUser(pupil.number);
      braze.getUser().setEmail(pupil.email);
      braze.getUser().setFirstName(pupil.name);
    }
    braze.openSession();
    braze.requestImmediateDataFlush();
  },
  launchdarkly(pupil) {
    const user = pupil && { kind: "user", key: pupil.number, email: pupil.email, name: pupil.name };
    LaunchDarkly.initialize("ebf66bf8d17c19b71a277909", user ?? { kind: "user", anonymous: true });
  },
  firebase() {
    const app = initializeApp({ apiKey: "AIza-niets", appId: "1:1234567890:web:6007022ed4eb7d3a", projectId: "klasbord" });
    getId(getInstallations(app));
  },
  pusher(pupil) {
    const customHandler = (_asked, answer) => {
      const user_data = JSON.stringify({ id: pupil.number, user_info: { name: pupil.name, email: pupil.email } });
      answer(null, { auth: "be6a97cebaf88a45:0", user_data });
    };
    const pusher = new Pusher("be601a0e09956e13", {
      cluster: "eu", enabledTransports: ["ws"], ...(pupil && { userAuthentication: { customHandler } }),
    });
    if (pupil) pusher.signin();
  },
};
