"""Questions about permissions while an app runs: what they mean depends on whether anybody had done anything yet."""

from harness import Permissions, Prompts, Verdict, fail, not_tested, ok, review


def verdict_on_questions(prompts: Prompts, known: Permissions, devices: set[str]) -> Verdict:
    """The verdict on what an app asks for at these devices (names of `profiles/permissions.toml`)."""
    about = prompts.about(known, devices)
    names = {name.rpartition(".")[2] for _, name in about}
    unasked = [one for one, _ in about if not one.acted]
    if unasked:
        return fail("The app asks for {names} before anybody did anything.", names=names, proof=unasked)
    if about:
        asked = [one for one, _ in about]
        steps = {one.doing for one in asked}
        return review("The app asks for {names} after: {steps}. Is it needed for that?", names=names, steps=steps,
                      proof=asked)  # fmt: skip
    unnamed = [one for one in prompts if not one.permissions]
    if unnamed:
        return not_tested("Android asked for something without saying which permission: {texts}.",
                          texts={one.text for one in unnamed})  # fmt: skip
    return ok("The app asked for nothing of the kind in {count} sessions.", count=prompts.looks(),
              examined=prompts.looks())  # fmt: skip
