// Starts SDKs; with a pupil it tells each of them who that is, as a careless maker would.

export function start(sdks) {
  const pupil = JSON.parse(document.getElementById("pupil").textContent);
  for (const [name, begin] of Object.entries(sdks)) {
    try {
      begin(pupil);
    } catch (error) {
      console.error(`SDK ${name} did not start: ${error}`);
    }
  }
}
