"""How large a quiz may be. Every limit of the library stands here (those of a kind's own settings in its module)."""

TITLE = 200
DESCRIPTION = 2000
LANGUAGE = 12
TAGS = 20
TAG = 40
QUESTIONS = 200
PROMPT = 2000
EXPLANATION = 2000
OPTION = 300
# Kinds ask for fewer; this is what a draft may hold while it is being written.
OPTIONS = 12
ALT = 300
SETTINGS_BYTES = 10_000
SECONDS = (5, 600)
POINTS = (0, 2000)
# What the columns of a draft hold.
SMALL_INTEGER = 32767
