"""What the document says of itself, and the questions of each part that only a person can answer."""

from __future__ import annotations

WHAT_THIS_IS = (
    "A starting document. The facts come from a test and are filled in. What follows a box is for a person to judge: "
    "nothing here says that it is in order."
)
NECESSITY = (
    "On which legal basis (art. 6) does the school rely, for each purpose?",
    "Is every datum above needed for its purpose, and could less do?",
    "How long is each datum kept, and who deletes it?",
    "How are pupils and parents informed, and how do they use their rights (art. 12 to 22)?",
    "Is there an agreement with each processor (art. 28), and are the transfers outside the EEA covered "
    "(art. 44 to 49)?",
)
RISKS = (
    "What can go wrong for a pupil, how likely is it, and how bad would it be? Judge each point above.",
    "Which risks does no test see, such as profiling, exclusion, or dependence on one supplier?",
)
MEASURES = (
    "Which measure meets each risk of part 3, who takes it, and by when?",
    "Which risk remains after that, and does it have to be laid before the authority first (art. 36)?",
)
DECISION = (
    "What does the data protection officer advise (art. 35(2))?",
    "What do pupils, parents and teachers think of it (art. 35(9))?",
    "What is decided, by whom, on which day?",
    "When is this assessment looked at again (art. 35(11))? At the latest when the app or the test is renewed.",
)
