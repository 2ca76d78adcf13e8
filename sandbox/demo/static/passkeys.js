// Makes a passkey, or signs in with one, when its button is pressed.
"use strict";

const WAYS = {
  add: { at: "/profile/passkeys", to: "/profile/passkeys/add" },
  open: { at: "/login/passkey", to: "/login/passkey" },
};

function send(address, token, content) {
  return fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": token },
    body: JSON.stringify(content),
  });
}

async function ceremony(way, token) {
  const options = await (await send(`${WAYS[way].at}/begin`, token, {})).json();
  const made = way === "add"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
  return send(WAYS[way].to, token, made.toJSON());
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", async () => {
    const told = document.querySelector("#passkey-told");
    try {
      const answer = await ceremony(button.dataset.passkey, document.querySelector("input[name=csrf]").value);
      if (answer.ok) location.href = answer.url;
      else told.textContent = "Deze passkey werkt niet.";
    } catch {
      told.textContent = "Er is geen passkey gebruikt.";
    }
  });
}
