// Lets the test see, and change, what a passkey answers before the page gets it. BINDING is the test's own function.
(() => {
  "use strict";
  const own = CredentialsContainer.prototype.get;
  const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const read = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const plain = (text) => text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const show = (object, name, value) => Object.defineProperty(object, name, { value, configurable: true });

  function told(made, asked) {
    const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
    return {
      id: written(made.rawId), client: written(clientDataJSON), data: written(authenticatorData),
      signature: written(signature), handle: userHandle ? written(userHandle) : null, verification: String(asked ?? "preferred"),
    };
  }

  function changed(made, answer) {
    const { response } = made, whole = JSON.parse(JSON.stringify(made.toJSON?.() ?? {}));
    show(made, "rawId", read(answer.id));
    show(made, "id", plain(answer.id));
    show(response, "clientDataJSON", read(answer.client));
    show(response, "authenticatorData", read(answer.data));
    show(response, "signature", read(answer.signature));
    show(response, "userHandle", answer.handle === null ? null : read(answer.handle));
    const inside = {
      ...whole.response, clientDataJSON: plain(answer.client), authenticatorData: plain(answer.data),
      signature: plain(answer.signature), userHandle: answer.handle === null ? undefined : plain(answer.handle),
    };
    show(made, "toJSON", () => ({ ...whole, id: plain(answer.id), rawId: plain(answer.id), response: inside }));
    return made;
  }

  CredentialsContainer.prototype.get = async function get(options) {
    if (!options?.publicKey) return own.call(this, options);
    if (options.mediation === "conditional") return new Promise(() => {});  // nobody chose from the list of a field
    const made = await own.call(this, options);
    const answer = made?.response ? await window.BINDING(told(made, options.publicKey.userVerification)) : null;
    return answer ? changed(made, answer) : made;
  };
})();
